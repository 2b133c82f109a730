using Merlon.Documents;

namespace Merlon.Layers.Expressions;

/// <summary>
/// Reads an expression by recursive descent, with the precedences of math.js 10 to 13: <c>?:</c>, or, xor, and, comparisons (chained),
/// + -, * /, multiplication without a sign, % mod, signs and not, ^ (to the right), !.
/// </summary>
/// <param name="tokens">Closed by an End.</param>
/// <param name="depthMax">Deepest nesting.</param>
sealed class ExpressionParser(IReadOnlyList<ExpressionToken> tokens, int depthMax)
{
    static readonly string[][] Levels = [["or"], ["xor"], ["and"]];

    static readonly string[] Comparisons = ["==", "!=", "<", ">", "<=", ">="];

    static readonly string[] Sums = ["+", "-"];

    static readonly string[] Products = ["*", ".*", "/", "./"];

    static readonly string[] Modulo = ["%", "mod"];

    static readonly string[] Powers = ["^", ".^"];

    // What takes the place of a part that could not be read: reading goes on without a meaning until it ends.
    static readonly ExpressionNode Nothing = new NumberNode(double.NaN);

    readonly SortedDictionary<string, int> names = new(StringComparer.Ordinal);
    int at;
    int depth;

    /// <summary>What was wrong first, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Column of the problem, from 1.</summary>
    public int ProblemColumn { get; private set; }

    /// <summary>Names of layers and constants, each with the column where it stands first.</summary>
    public IReadOnlyDictionary<string, int> Names => names;

    ExpressionToken Token => tokens[at];

    public ExpressionNode Parse()
    {
        var node = Condition();
        if (Token.Kind != TokenKind.End)
        {
            Fail($"'{Token.Text}' is not expected here");
        }

        return node;
    }

    ExpressionNode Condition()
    {
        if (!Enter())
        {
            return Nothing;
        }

        var node = Level(0);
        while (Is("?"))
        {
            at++;
            var whenTrue = Condition();
            if (!Is(":"))
            {
                return Fail("':' and a value for the other case are missing");
            }

            at++;
            node = new ConditionNode(node, whenTrue, Condition());
        }

        depth--;
        return node;
    }

    ExpressionNode Level(int level)
        => level == Levels.Length ? Comparison() : LeftToRight(Levels[level], () => Level(level + 1));

    ExpressionNode Comparison()
    {
        List<ExpressionNode> operands = [Sum()];
        List<string> signs = [];
        while (IsOneOf(Comparisons))
        {
            signs.Add(Take().Text);
            operands.Add(Sum());
        }

        return signs.Count switch
        {
            0 => operands[0],
            1 => Operation(signs[0], operands[0], operands[1]),
            _ => new ChainNode([.. signs.Select(ExpressionFunctions.Between)], operands),
        };
    }

    ExpressionNode Sum()
    {
        var node = Product();
        while (IsOneOf(Sums))
        {
            var sign = Take().Text;
            var right = Product();
            node = Operation(sign, node, right is CallNode { IsPercentage: true } ? Operation("*", node, right) : right);
        }

        return node;
    }

    ExpressionNode Product() => LeftToRight(Products, Implicit);

    /// <summary><c>2a</c>, <c>2(a+b)</c>, <c>(a+b)2</c>, <c>a b</c>: binds closer than a written sign.</summary>
    ExpressionNode Implicit()
    {
        var node = Quotient();
        var last = node;
        while (Token.Kind == TokenKind.Name || Is("(")
            || Token.Kind == TokenKind.Number && last is not NumberNode && (last is not CallNode { Sign.Length: > 0 } || last is CallNode { Sign: "!" }))
        {
            last = Quotient();
            node = Operation("*", node, last);
        }

        return node;
    }

    /// <summary><c>1/2 a</c> is a half of a, not 1/(2a): a quotient of numbers before a name or a parenthesis binds closest.</summary>
    ExpressionNode Quotient()
    {
        var node = Remainder();
        var last = node;
        while (Is("/") && IsNumber(last) && tokens[at + 1].Kind == TokenKind.Number
            && (tokens[at + 2].Kind == TokenKind.Name || tokens[at + 2] is { Kind: TokenKind.Operator, Text: "(" }))
        {
            at++;
            last = Remainder();
            node = Operation("/", node, last);
        }

        return node;
    }

    /// <summary>A number, with a sign or without.</summary>
    static bool IsNumber(ExpressionNode node)
        => node is NumberNode || node is CallNode { Sign: "-" or "+", Arguments: [NumberNode] };

    ExpressionNode Remainder()
    {
        var node = Unary();
        while (IsOneOf(Modulo))
        {
            var sign = Take().Text;
            var isPercentage = string.Equals(sign, "%", StringComparison.Ordinal)
                && (Token.Kind == TokenKind.End || Token.Kind == TokenKind.Operator && !Is("("));
            node = isPercentage
                ? new CallNode(ExpressionFunctions.Between("/"), "/", [node, new NumberNode(100)]) { IsPercentage = true }
                : Operation(sign, node, Unary());
        }

        return node;
    }

    ExpressionNode Unary()
    {
        if (Token.Kind != TokenKind.Operator || !ExpressionFunctions.IsBefore(Token.Text))
        {
            return Power();
        }

        if (!Enter())
        {
            return Nothing;
        }

        var sign = Take().Text;
        var node = new CallNode(ExpressionFunctions.Before(sign), sign, [Unary()]);
        depth--;
        return node;
    }

    ExpressionNode Power()
    {
        var node = Factorial();
        if (!IsOneOf(Powers) || !Enter())
        {
            return node;
        }

        var sign = Take().Text;
        node = Operation(sign, node, Unary());
        depth--;
        return node;
    }

    ExpressionNode Factorial()
    {
        var node = Operand();
        while (Is("!"))
        {
            at++;
            node = new CallNode(ExpressionFunctions.ByName["factorial"], "!", [node]);
        }

        return node;
    }

    ExpressionNode Operand()
    {
        var token = Token;
        switch (token.Kind)
        {
            case TokenKind.Number:
                at++;
                return new NumberNode(token.Value);
            case TokenKind.Name:
                at++;
                return Is("(") && token.Text is not ("true" or "false") ? Call(token) : Named(token);
            case TokenKind.Operator when Is("("):
                at++;
                var inner = Condition();
                return Close() ? new GroupNode(inner) : Nothing;
            case TokenKind.Operator when token.Text is "and" or "or" or "xor" or "mod" && tokens[at + 1] is { Kind: TokenKind.Operator, Text: "(" }:
                at++;
                return Call(token);
            case TokenKind.End:
                return Fail("the expression ends too early");
            default:
                return Fail($"a value is missing before '{token.Text}'");
        }
    }

    ExpressionNode Named(ExpressionToken name)
    {
        if (name.Text is "true" or "false")
        {
            return new NumberNode(ExpressionFunctions.Constants[name.Text]);
        }

        names.TryAdd(name.Text, name.Column);
        return new NameNode(name.Text);
    }

    ExpressionNode Call(ExpressionToken name)
    {
        if (ExpressionFunctions.Find(name.Text) is not { } function)
        {
            var nearest = Spelling.Nearest(name.Text, ExpressionFunctions.ByName.Keys.Order(StringComparer.Ordinal));
            return Fail($"there is no function '{name.Text}'{(nearest is null ? "" : $"; did you mean '{nearest}'?")}", name.Column);
        }

        at++;
        List<ExpressionNode> arguments = [];
        while (!Is(")") || arguments.Count > 0)
        {
            arguments.Add(Condition());
            if (!Is(","))
            {
                break;
            }

            at++;
        }

        if (!Close())
        {
            return Nothing;
        }

        return arguments.Count < function.ArgumentsMin || arguments.Count > function.ArgumentsMax
            ? Fail($"'{name.Text}' takes {Range(function)}, not {arguments.Count}", name.Column)
            : new CallNode(function, "", arguments);
    }

    static string Range(ExpressionFunction function)
        => function.ArgumentsMin == function.ArgumentsMax ? $"{function.ArgumentsMin} value{(function.ArgumentsMin == 1 ? "" : "s")}"
            : $"{function.ArgumentsMin} to {function.ArgumentsMax} values";

    ExpressionNode LeftToRight(string[] signs, Func<ExpressionNode> operand)
    {
        var node = operand();
        while (IsOneOf(signs))
        {
            var sign = Take().Text;
            node = Operation(sign, node, operand());
        }

        return node;
    }

    static ExpressionNode Operation(string sign, ExpressionNode left, ExpressionNode right) => sign switch
    {
        "and" => new ShortNode(left, right, stopsAt: false),
        "or" => new ShortNode(left, right, stopsAt: true),
        _ => new CallNode(ExpressionFunctions.Between(sign), sign, [left, right]),
    };

    bool Enter()
    {
        if (++depth <= depthMax)
        {
            return true;
        }

        Fail($"the expression nests deeper than {depthMax} levels");
        return false;
    }

    bool Close()
    {
        if (Is(")"))
        {
            at++;
            return true;
        }

        Fail("')' is missing");
        return false;
    }

    bool Is(string sign) => Token.Kind == TokenKind.Operator && string.Equals(Token.Text, sign, StringComparison.Ordinal);

    bool IsOneOf(string[] signs) => Token.Kind == TokenKind.Operator && signs.Contains(Token.Text, StringComparer.Ordinal);

    ExpressionToken Take() => tokens[at++];

    ExpressionNode Fail(string problem, int column = 0)
    {
        if (Problem is null)
        {
            Problem = problem;
            ProblemColumn = column > 0 ? column : Token.Column;
        }

        at = tokens.Count - 1; // nothing after a problem is read
        return Nothing;
    }
}
