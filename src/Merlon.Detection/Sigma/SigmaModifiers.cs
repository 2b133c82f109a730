using System.Collections.Frozen;

namespace Merlon.Sigma;

/// <summary>Modifiers of one item that are there or not, whatever their order.</summary>
[Flags]
enum SigmaFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>all</c>: every value must match.</summary>
    All = 1,

    /// <summary><c>cased</c>: case matters.</summary>
    Cased = 1 << 1,

    /// <summary><c>neq</c>: the item is negated.</summary>
    NotEqual = 1 << 2,

    /// <summary><c>re</c>.</summary>
    Regex = 1 << 3,

    /// <summary><c>i</c> after <c>re</c>.</summary>
    RegexIgnoreCase = 1 << 4,

    /// <summary><c>m</c> after <c>re</c>.</summary>
    RegexMultiline = 1 << 5,

    /// <summary><c>s</c> after <c>re</c>.</summary>
    RegexDotAll = 1 << 6,

    /// <summary><c>cidr</c>.</summary>
    Cidr = 1 << 7,

    /// <summary><c>exists</c>.</summary>
    Exists = 1 << 8,

    /// <summary><c>fieldref</c>.</summary>
    FieldReference = 1 << 9,

    /// <summary><c>expand</c>.</summary>
    Expand = 1 << 10,
}

/// <summary>Modifiers that make another text of a text; their order counts.</summary>
enum SigmaTransform : byte
{
    /// <summary>Anything before and after.</summary>
    Contains,

    /// <summary>Anything after.</summary>
    StartsWith,

    /// <summary>Anything before.</summary>
    EndsWith,

    /// <summary>Base64 of its bytes.</summary>
    Base64,

    /// <summary>Base64 of its bytes at each of the three places in a longer text.</summary>
    Base64Offset,

    /// <summary>UTF-16, little endian (<c>wide</c>, <c>utf16le</c>).</summary>
    Utf16,

    /// <summary>UTF-16, big endian.</summary>
    Utf16BigEndian,

    /// <summary>UTF-16, little endian, after its byte order mark.</summary>
    Utf16Marked,

    /// <summary>Any dash for a dash.</summary>
    WinDash,
}

/// <summary>The modifiers of a key such as <c>CommandLine|windash|contains|all</c>, read.</summary>
/// <param name="Flags">Those whose order does not count.</param>
/// <param name="Transforms">Those whose order counts.</param>
/// <param name="Operator">Of <c>gt</c>, <c>gte</c>, <c>lt</c>, <c>lte</c>, or null.</param>
/// <param name="TimePart">Of <c>minute</c> … <c>year</c>, or null.</param>
readonly record struct SigmaModifiers(SigmaFlags Flags, SigmaTransform[] Transforms, SigmaOperator? Operator, SigmaTimePart? TimePart)
{
    static readonly FrozenDictionary<string, object> Known = new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["contains"] = SigmaTransform.Contains,
        ["startswith"] = SigmaTransform.StartsWith,
        ["endswith"] = SigmaTransform.EndsWith,
        ["base64"] = SigmaTransform.Base64,
        ["base64offset"] = SigmaTransform.Base64Offset,
        ["wide"] = SigmaTransform.Utf16,
        ["utf16le"] = SigmaTransform.Utf16,
        ["utf16be"] = SigmaTransform.Utf16BigEndian,
        ["utf16"] = SigmaTransform.Utf16Marked,
        ["windash"] = SigmaTransform.WinDash,
        ["all"] = SigmaFlags.All,
        ["cased"] = SigmaFlags.Cased,
        ["neq"] = SigmaFlags.NotEqual,
        ["re"] = SigmaFlags.Regex,
        ["i"] = SigmaFlags.RegexIgnoreCase,
        ["ignorecase"] = SigmaFlags.RegexIgnoreCase,
        ["m"] = SigmaFlags.RegexMultiline,
        ["multiline"] = SigmaFlags.RegexMultiline,
        ["s"] = SigmaFlags.RegexDotAll,
        ["dotall"] = SigmaFlags.RegexDotAll,
        ["cidr"] = SigmaFlags.Cidr,
        ["exists"] = SigmaFlags.Exists,
        ["fieldref"] = SigmaFlags.FieldReference,
        ["expand"] = SigmaFlags.Expand,
        ["gt"] = SigmaOperator.Greater,
        ["gte"] = SigmaOperator.GreaterOrEqual,
        ["lt"] = SigmaOperator.Less,
        ["lte"] = SigmaOperator.LessOrEqual,
        ["minute"] = SigmaTimePart.Minute,
        ["hour"] = SigmaTimePart.Hour,
        ["day"] = SigmaTimePart.Day,
        ["week"] = SigmaTimePart.Week,
        ["month"] = SigmaTimePart.Month,
        ["year"] = SigmaTimePart.Year,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenDictionary<string, object>.AlternateLookup<ReadOnlySpan<char>> ByName = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    static readonly SigmaTransform[][] Single = [.. Enum.GetValues<SigmaTransform>().Select(static t => new[] { t })];

    /// <summary>No modifier.</summary>
    public static SigmaModifiers None { get; } = new(SigmaFlags.None, [], null, null);

    /// <summary>Names of all modifiers, as they are written.</summary>
    public static IEnumerable<string> Names => Known.Keys;

    /// <summary>True where a flag is there.</summary>
    public bool Has(SigmaFlags flag) => (Flags & flag) is not SigmaFlags.None;

    /// <summary>What the text behind the first pipe of a key says; a code and a fault where it says nothing that can be evaluated.</summary>
    public static SigmaModifiers Read(ReadOnlySpan<char> text, out string? code, out string? fault)
    {
        code = null;
        fault = null;
        SigmaFlags flags = default;
        SigmaTransform[] transforms = [];
        SigmaOperator? comparison = null;
        SigmaTimePart? timePart = null;
        foreach (var range in text.Split('|'))
        {
            var name = text[range];
            if (!ByName.TryGetValue(name, out var modifier))
            {
                var near = Documents.Spelling.Nearest(name.ToString(), Known.Keys);
                (code, fault) = ("SIGMA041", $"Sigma has no modifier '{Documents.Diagnostic.ExcerptOf(name.ToString())}'" + (near is null ? "" : $"; did you mean '{near}'?"));
                return None;
            }

            switch (modifier)
            {
                case SigmaTransform transform:
                    transforms = transforms.Length == 0 ? Single[(int)transform] : [.. transforms, transform];
                    break;
                case SigmaFlags flag when flag is SigmaFlags.Regex && transforms.Length > 0:
                    (code, fault) = ("SIGMA042", "'re' must come before what changes text, for it takes its value as it is");
                    return None;
                case SigmaFlags flag when flag is SigmaFlags.RegexIgnoreCase or SigmaFlags.RegexMultiline or SigmaFlags.RegexDotAll && (flags & SigmaFlags.Regex) is SigmaFlags.None:
                    (code, fault) = ("SIGMA042", $"'{name}' is a flag of 're' and stands behind it only");
                    return None;
                case SigmaFlags flag:
                    flags |= flag;
                    break;
                case SigmaOperator op when comparison is null:
                    comparison = op;
                    break;
                case SigmaTimePart part when timePart is null:
                    timePart = part;
                    break;
                default:
                    (code, fault) = ("SIGMA042", "two comparisons of one value contradict each other; write an item for each");
                    return None;
            }
        }

        var read = new SigmaModifiers(flags, transforms, comparison, timePart);
        fault = read.Contradiction();
        code = fault is null ? null : "SIGMA042";
        return read;
    }

    string? Contradiction()
    {
        const SigmaFlags Kinds = SigmaFlags.Regex | SigmaFlags.Cidr | SigmaFlags.Exists | SigmaFlags.FieldReference;
        var kind = Flags & Kinds;
        var isNumeric = Operator is not null || TimePart is not null;
        if (kind is not SigmaFlags.None && (isNumeric || !System.Numerics.BitOperations.IsPow2((int)kind)))
        {
            return "its modifiers say in two ways what the value is";
        }

        var hasOnlyPositions = Array.TrueForAll(Transforms, static t => t is SigmaTransform.Contains or SigmaTransform.StartsWith or SigmaTransform.EndsWith);
        return kind switch
        {
            SigmaFlags.Exists when Has(SigmaFlags.All | SigmaFlags.Cased | SigmaFlags.Expand) => "'exists' stands alone",
            SigmaFlags.Exists or SigmaFlags.Cidr when Transforms.Length > 0 => "a modifier that changes text stands beside one whose value is no text",
            SigmaFlags.Regex or SigmaFlags.FieldReference when !hasOnlyPositions => "only contains, startswith and endswith go with 're' and 'fieldref'",
            SigmaFlags.FieldReference when Transforms.Length > 1 => "'fieldref' takes one of contains, startswith and endswith",
            SigmaFlags.Regex or SigmaFlags.Cidr or SigmaFlags.FieldReference when Has(SigmaFlags.Expand) => "'expand' needs a value that is text",
            _ => isNumeric && (Transforms.Length > 0 || Has(SigmaFlags.Cased | SigmaFlags.Expand)) ? "a modifier that changes text stands beside one whose value is a number" : null,
        };
    }
}
