-- Failed attempts that limits count, each row by the SHA-256 of what is counted: an address, or an
-- address and the name that was typed there. A count is over 15 minutes after its last failure.
create table failed_attempts (
  key bytea primary key,
  failures integer not null,
  last_failed_at timestamptz not null,
  expires_at timestamptz not null
);

create index failed_attempts_expiry on failed_attempts (expires_at);

-- A name of sign_in_names with the letters of other scripts that look like a Latin letter or a digit
-- replaced by it: names that look the same become the same (Unicode Technical Standard 39, confusables).
create function to_look_alike(name text) returns text
language sql immutable strict parallel safe
return translate(
  name,
  'ƨϩꙅꝛ' ||
  'ȝɜʒзӡⳍꝫ' ||
  'ꮞ' ||
  'бⳓꮾ' ||
  'ȣ' ||
  'ⳋꝯ' ||
  'ɑαаꓮꭺ' ||
  'ƅβвьᏼꓐꞵꮟ' ||
  'ςсᴄⲥꓚꮯ' ||
  'ԁꓒꓓꭰꮷ' ||
  'εеҽꓰꬲꭼ' ||
  'ϝքẝꓝꞙꬵ' ||
  'ƍɡԍցᏻᶃꓖꮐ' ||
  'ηнһհⲏꓧꮋꮒ' ||
  'ıɩɪιіӏꙇꭵ' ||
  'ʝϳјꓙꭻ' ||
  'κкⲕꓗꮶ' ||
  'ǀⲓⳑꓡꓲꮮ' ||
  'μϻмⲙꓟꮇ' ||
  'ոռⲛꓠ' ||
  'οσоօჿᴏᴑⲟꓳꬽ' ||
  'ρрⲣꓑꮲ' ||
  'ԛգզ' ||
  'ʀгᴦⲅꓣꭇꭈꭱꮁꮢ' ||
  'ƽѕտꓢꜱꮥꮪ' ||
  'τтⲧꓔꭲ' ||
  'ʋυսᴜꓴꞟꭎꭒ' ||
  'νѵᴠꓦꮩ' ||
  'ɯѡԝաᴡꓪꮃꮤ' ||
  'χхⲭꓫꭓ' ||
  'ɣʏγуүყᶌỿⲩꓬꭚꭹꮍ' ||
  'ζᴢꓜꮓ',
  '2222' ||
  '3333333' ||
  '4' ||
  '666' ||
  '8' ||
  '99' ||
  'aaaaa' ||
  'bbbbbbbb' ||
  'cccccc' ||
  'ddddd' ||
  'eeeeee' ||
  'ffffff' ||
  'gggggggg' ||
  'hhhhhhhh' ||
  'iiiiiiii' ||
  'jjjjj' ||
  'kkkkk' ||
  'llllll' ||
  'mmmmmm' ||
  'nnnn' ||
  'oooooooooo' ||
  'ppppp' ||
  'qqq' ||
  'rrrrrrrrrr' ||
  'sssssss' ||
  'ttttt' ||
  'uuuuuuuu' ||
  'vvvvv' ||
  'wwwwwwww' ||
  'xxxxx' ||
  'yyyyyyyyyyyyy' ||
  'zzzz'
);

create index sign_in_names_look_alike on sign_in_names (to_look_alike(name));
