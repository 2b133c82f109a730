using System.Collections.Immutable;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Merlon.Documents;

namespace Merlon.Sigma.Compiled;

/// <summary>Reads what <see cref="CompiledWriter"/> wrote. Every number is checked before it is used: bytes that were made up give an exception and nothing worse.</summary>
sealed class CompiledReader
{
    /// <summary>Deepest nesting of an expression, in levels.</summary>
    public const int ExpressionDepthMax = 256;

    readonly ReadOnlyMemory<byte> bytes;
    readonly string[] texts;
    readonly List<SigmaExpression.Selection> selections = [];
    readonly HashSet<(string, System.Text.RegularExpressions.RegexOptions)> goodExpressions = [];
    readonly Func<string> readText;
    readonly Func<SigmaTag> readTag;
    readonly Func<SigmaExpression> readExpression;
    int at;
    int depth;

    /// <summary>Reads the origin and the texts.</summary>
    /// <param name="bytes">The body.</param>
    public CompiledReader(ReadOnlyMemory<byte> bytes)
    {
        (readText, readTag, readExpression) = (Text, Tag, Expression); // made once, not for every list
        this.bytes = bytes;
        Origin = Raw();
        texts = new string[Count()];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Raw();
        }
    }

    /// <summary>What names the files that were read.</summary>
    public string Origin { get; }

    /// <summary>Everything else.</summary>
    public Parsed<SigmaContent> Read()
    {
        var content = new SigmaContent(List(Rule), List(Correlation), List(Filter));
        var read = new Parsed<SigmaContent>(content, List(Diagnostic));
        return at == bytes.Length ? read : throw Damaged();
    }

    SigmaRule Rule() => new()
    {
        Document = Text(),
        Location = Location(),
        Title = Text(),
        Id = Text(),
        Name = Text(),
        Status = Text(),
        Level = Text(),
        Description = Text(),
        Author = Text(),
        Date = Date(),
        Modified = Date(),
        References = List(readText),
        Tags = List(readTag),
        FalsePositives = List(readText),
        LogSource = Source(),
        Conditions = List(readText),
        Fields = List(readText),
        Refusal = Refusal(),
        Expression = Optional(),
    };

    SigmaCorrelation Correlation() => new()
    {
        Document = Text(),
        Location = Location(),
        Title = Text(),
        Id = Text(),
        Name = Text(),
        Status = Text(),
        Level = Text(),
        Tags = List(readTag),
        Type = Text(),
        Rules = Array(readText),
        GroupBy = Array(readText),
        TimeSpan = TimeSpan.FromTicks(Long()),
        Aliases = Map(() => Map(readText)),
        Thresholds = Array(() => KeyValuePair.Create(Enum<SigmaOperator>(), Decimal())),
        Fields = Array(readText),
        Percentile = Decimal(),
        ExtendedCondition = OptionalText(),
        IsGenerating = Bool(),
        Refusal = Refusal(),
    };

    SigmaFilter Filter() => new()
    {
        Document = Text(),
        Location = Location(),
        Title = Text(),
        Id = Text(),
        Rules = Array(readText),
        LogSource = Source(),
        Refusal = Refusal(),
        Expression = Optional(),
    };

    Diagnostic Diagnostic() => new(Text(), Enum<Severity>(), Text(), Location(), Text(), OptionalText(), OptionalText());

    SigmaTag Tag() => new(Text(), Location());

    SigmaLogSource Source() => new(Text(), Text(), Text());

    SigmaRefusal? Refusal() => Bool() ? new SigmaRefusal(Text(), Text(), Location()) : null;

    SigmaExpression? Optional()
    {
        selections.Clear();
        return Bool() ? Expression() : null;
    }

    SigmaExpression Expression()
    {
        if (++depth > ExpressionDepthMax)
        {
            throw Damaged();
        }

        var mark = (CompiledMark)Byte();
        SigmaExpression expression = mark switch
        {
            CompiledMark.AllOf => new SigmaExpression.AllOf(Parts()),
            CompiledMark.AnyOf => new SigmaExpression.AnyOf(Parts()),
            CompiledMark.Negation => new SigmaExpression.Negation(Expression()),
            CompiledMark.Selection => Selection(),
            CompiledMark.SameSelection => Number() is var number && number < selections.Count ? selections[number] : throw Damaged(),
            _ => new SigmaExpression.Match(Predicate(mark)),
        };
        depth--;
        return expression;
    }

    ImmutableArray<SigmaExpression> Parts() => Array(readExpression) is { IsEmpty: false } parts ? parts : throw Damaged();

    SigmaExpression.Selection Selection()
    {
        var (name, location) = (Text(), Location());
        var selection = new SigmaExpression.Selection(name, Expression(), location);
        selections.Add(selection);
        return selection;
    }

    SigmaPredicate Predicate(CompiledMark mark)
    {
        var (field, location) = (Text(), Location());
        return mark switch
        {
            CompiledMark.Text or CompiledMark.CasedText => new SigmaPredicate.TextMatch(field, SigmaPattern.FromCanonical(Text()), mark == CompiledMark.CasedText, location),
            CompiledMark.Number => new SigmaPredicate.Number(field, Decimal(), Text(), location),
            CompiledMark.Null => new SigmaPredicate.Null(field, location),
            CompiledMark.Exists => new SigmaPredicate.Exists(field, Bool(), location),
            CompiledMark.Regex => Regex(field, location),
            CompiledMark.Cidr => new SigmaPredicate.Cidr(field, IPNetwork.TryParse(Text(), out var network) ? network : throw Damaged(), location),
            CompiledMark.Compare => new SigmaPredicate.Compare(field, Enum<SigmaOperator>(), Decimal(), location),
            CompiledMark.FieldReference => Reference(field, location),
            CompiledMark.Time => new SigmaPredicate.TimeMatch(field, Enum<SigmaTimePart>(), Enum<SigmaOperator>(), Decimal(), location),
            _ => throw Damaged(),
        };
    }

    SigmaPredicate.RegexMatch Regex(string field, SourceLocation location)
    {
        var expression = Text();
        var flags = Number();
        var regex = new SigmaPredicate.RegexMatch(field, expression, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, location);

        // The matcher relies on expressions that were found good when they were read.
        if (goodExpressions.Add((expression, SigmaRegex.OptionsOf(regex))) && SigmaRegex.FaultOf(regex) is not null)
        {
            throw Damaged();
        }

        return regex;
    }

    SigmaPredicate.FieldReference Reference(string field, SourceLocation location)
    {
        var (other, part) = (Text(), Number());
        return part / 2 <= (int)SigmaTextPart.EndsWith
            ? new SigmaPredicate.FieldReference(field, other, (SigmaTextPart)(part / 2), part % 2 == 1, location)
            : throw Damaged();
    }

    SourceLocation Location() => new(Number(), Number(), OptionalText());

    DateOnly? Date() => Number() switch
    {
        0 => null,
        var day when day - 1 <= DateOnly.MaxValue.DayNumber => DateOnly.FromDayNumber(day - 1),
        _ => throw Damaged(),
    };

    List<T> List<T>(Func<T> read)
    {
        var count = Count();
        var list = new List<T>(count);
        for (var i = 0; i < count; i++)
        {
            list.Add(read());
        }

        return list;
    }

    ImmutableArray<T> Array<T>(Func<T> read)
    {
        var items = new T[Count()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read();
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(items);
    }

    ImmutableDictionary<string, T> Map<T>(Func<T> read)
    {
        var map = ImmutableDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        for (var count = Count(); count > 0; count--)
        {
            map[Text()] = read();
        }

        return map.ToImmutable();
    }

    T Enum<T>()
        where T : struct, Enum
    {
        var value = (T)System.Enum.ToObject(typeof(T), Number());
        return System.Enum.IsDefined(value) ? value : throw Damaged();
    }

    bool Bool() => Number() != 0;

    string Text() => Number() is var number && number < texts.Length ? texts[number] : throw Damaged();

    string? OptionalText() => Number() switch
    {
        0 => null,
        var number when number - 1 < texts.Length => texts[number - 1],
        _ => throw Damaged(),
    };

    string Raw()
    {
        var size = Number();
        var length = (size & 1) == 0 ? size / 2 : (long)size - 1;
        if (length > bytes.Length - at)
        {
            throw Damaged();
        }

        var span = bytes.Span.Slice(at, (int)length);
        at += (int)length;
        return (size & 1) == 0 ? Encoding.UTF8.GetString(span) : new string(MemoryMarshal.Cast<byte, char>(span));
    }

    decimal Decimal()
    {
        var parts = new int[4];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = unchecked((int)(uint)Long());
        }

        // Scale and sign; anything else there is no decimal.
        return (parts[3] & 0x7F00_FFFF) == 0 && (parts[3] >> 16 & 0xFF) <= 28 ? new decimal(parts) : throw Damaged();
    }

    // How many items follow; each takes a byte at least, so that no made-up number takes memory.
    int Count() => Number() is var count && count <= bytes.Length - at ? count : throw Damaged();

    int Number() => Long() is var value and >= 0 and <= int.MaxValue ? (int)value : throw Damaged();

    long Long()
    {
        var value = 0UL;
        var span = bytes.Span;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= span.Length)
            {
                throw Damaged();
            }

            var part = span[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return unchecked((long)value);
            }
        }

        throw Damaged();
    }

    byte Byte() => at < bytes.Length ? bytes.Span[at++] : throw Damaged();

    static InvalidDataException Damaged() => new("the compiled rules are damaged");
}
