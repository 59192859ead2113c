import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  Menu,
  PasswordInput,
  TextInput,
} from '@mantine/core';
import controls from './controls.module.css';

const petrol: MantineColorsTuple = [
  '#eef6f8',
  '#d8e9ed',
  '#aed2db',
  '#80bac9',
  '#5aa4b8',
  '#3d8ea5',
  '#256f86',
  '#185269',
  '#123a4d',
  '#0b2c3c',
];

const classOf = (name: string): string => controls[name] ?? '';

export const theme = createTheme({
  colors: { petrol },
  primaryColor: 'petrol',
  primaryShade: 8,
  fontFamily: 'var(--font-text)',
  headings: { fontFamily: 'var(--font-display)' },
  defaultRadius: 9,
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: Button.extend({ classNames: { root: classOf('button') } }),
    Input: Input.extend({ classNames: { input: classOf('input') } }),
    InputWrapper: Input.Wrapper.extend({
      classNames: {
        label: classOf('label'),
        description: classOf('description'),
        error: classOf('error'),
      },
    }),
    TextInput: TextInput.extend({ defaultProps: { size: 'md' } }),
    PasswordInput: PasswordInput.extend({
      defaultProps: { size: 'md' },
      classNames: { input: classOf('input'), visibilityToggle: classOf('reveal') },
    }),
    Menu: Menu.extend({
      // In the place of its button, so that it belongs to the same landmark.
      defaultProps: {
        position: 'bottom-end',
        offset: 8,
        radius: 12,
        withinPortal: false,
        withInitialFocusPlaceholder: false,
      },
      classNames: { dropdown: classOf('menu'), item: classOf('menuItem') },
    }),
  },
});

const shared = {
  '--mantine-color-body': 'var(--ground)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-error': 'var(--fault-ink)',
  '--mantine-color-placeholder': 'var(--ink-soft)',
  '--mantine-color-default-border': 'var(--edge)',
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: shared,
});
