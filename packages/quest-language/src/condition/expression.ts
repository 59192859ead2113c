import type { parse } from '@bufbuild/cel';

/** A node of a parsed CEL expression. */
export type Expression = NonNullable<ReturnType<typeof parse>['expr']>;

type Kind = Expression['exprKind'];
export type Call = Extract<Kind, { case: 'callExpr' }>['value'];
export type Comprehension = Extract<Kind, { case: 'comprehensionExpr' }>['value'];

/** The nodes right below a node; the parts of a comprehension among them. */
export const childrenOf = (expression: Expression): readonly Expression[] => {
  const { exprKind: kind } = expression;
  switch (kind.case) {
    case 'callExpr':
      return kind.value.target ? [kind.value.target, ...kind.value.args] : kind.value.args;
    case 'selectExpr':
      return present([kind.value.operand]);
    case 'listExpr':
      return kind.value.elements;
    case 'structExpr':
      return kind.value.entries.flatMap(({ keyKind, value }) =>
        present([keyKind.case === 'mapKey' ? keyKind.value : undefined, value]),
      );
    case 'comprehensionExpr':
      return present([kind.value.iterRange, ...bodyOf(kind.value)]);
    default:
      return [];
  }
};

/** What a comprehension evaluates besides the list that it goes over. */
export const bodyOf = ({ accuInit, loopCondition, loopStep, result }: Comprehension) =>
  present([accuInit, loopCondition, loopStep, result]);

/** A call of a function that only the rewriting of `meter-expression.ts` may name. */
export const callOf = (name: string, args: Expression[]): Expression => ({
  $typeName: 'cel.expr.Expr',
  id: 0n,
  exprKind: {
    case: 'callExpr',
    value: { $typeName: 'cel.expr.Expr.Call', function: name, args },
  },
});

export const intOf = (value: number): Expression => ({
  $typeName: 'cel.expr.Expr',
  id: 0n,
  exprKind: {
    case: 'constExpr',
    value: {
      $typeName: 'cel.expr.Constant',
      constantKind: { case: 'int64Value', value: BigInt(value) },
    },
  },
});

/** The text of a string literal. */
export const textOf = (expression: Expression | undefined): string | undefined => {
  const kind = expression?.exprKind;
  if (kind?.case !== 'constExpr') return undefined;
  const constant = kind.value.constantKind;
  return constant.case === 'stringValue' ? constant.value : undefined;
};

/** The name that stands alone as an expression. */
export const nameOf = (expression: Expression | undefined): string | undefined =>
  expression?.exprKind.case === 'identExpr' ? expression.exprKind.value.name : undefined;

const present = (expressions: readonly (Expression | undefined)[]): readonly Expression[] =>
  expressions.filter((expression) => expression !== undefined);
