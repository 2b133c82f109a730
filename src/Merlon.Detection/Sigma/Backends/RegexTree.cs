using System.Collections.Immutable;

namespace Merlon.Sigma.Backends;

/// <summary>
/// A regular expression freed of every dialect: only whether it matches counts, so groups, greed and the place of a match are
/// gone. Letters without regard to case are sets.
/// </summary>
abstract record RegexTree
{
    /// <summary>Matches nothing of the text, everywhere.</summary>
    public static Sequence Empty { get; } = new([]);

    /// <summary>Any text.</summary>
    public static RegexTree Anything { get; } = new Repeat(new One(CharacterSet.All), 0, Max: null);

    /// <summary>One character of a set.</summary>
    public sealed record One(CharacterSet Characters) : RegexTree;

    /// <summary>One after the other.</summary>
    public sealed record Sequence(ImmutableArray<RegexTree> Parts) : RegexTree;

    /// <summary>Any of them.</summary>
    public sealed record Choice(ImmutableArray<RegexTree> Parts) : RegexTree;

    /// <summary>Several times; without bound where <paramref name="Max"/> is null.</summary>
    public sealed record Repeat(RegexTree Part, int Min, int? Max) : RegexTree;

    /// <summary>Where the text begins.</summary>
    public sealed record Start : RegexTree;

    /// <summary>Where the text ends.</summary>
    public sealed record End : RegexTree;

    /// <summary>Where a line begins: at the start or behind a line feed.</summary>
    public sealed record LineStart : RegexTree;

    /// <summary>Where a line ends: at the end or before a line feed.</summary>
    public sealed record LineEnd : RegexTree;

    /// <summary>Parts one after the other, sequences within them taken apart.</summary>
    public static RegexTree Row(params IEnumerable<RegexTree> parts)
    {
        var flat = parts.SelectMany(static part => part is Sequence row ? row.Parts : [part]).ToImmutableArray();
        return flat is [var only] ? only : new Sequence(flat);
    }

    /// <summary>Any of the parts, choices within them taken apart.</summary>
    public static RegexTree Either(params IEnumerable<RegexTree> parts)
    {
        var flat = parts.SelectMany(static part => part is Choice choice ? choice.Parts : [part]).ToImmutableArray();
        return flat is [var only] ? only : new Choice(flat);
    }

    /// <summary>Literal text.</summary>
    public static RegexTree Literal(string text) => Row(text.EnumerateRunes().Select(static RegexTree (rune) => new One(CharacterSet.Of(rune.Value))));

    /// <summary>The part or nothing.</summary>
    public static RegexTree Optional(RegexTree part) => new Repeat(part, 0, 1);

    /// <summary>The whole text and no less.</summary>
    public static RegexTree Whole(RegexTree part) => Row(new Start(), part, new End());

    /// <summary>True where something in it is of a kind.</summary>
    public bool Has<T>()
        where T : RegexTree
        => this is T || this switch
        {
            Sequence row => row.Parts.Any(static part => part.Has<T>()),
            Choice choice => choice.Parts.Any(static part => part.Has<T>()),
            Repeat repeat => repeat.Part.Has<T>(),
            _ => false,
        };

    /// <summary>True where an empty text fits.</summary>
    public bool CanBeEmpty => this switch
    {
        One => false,
        Sequence row => row.Parts.All(static part => part.CanBeEmpty),
        Choice choice => choice.Parts.Any(static part => part.CanBeEmpty),
        Repeat repeat => repeat.Min == 0 || repeat.Part.CanBeEmpty,
        _ => true,
    };

    /// <summary>
    /// The same question asked of whole texts, for dialects that know no other: what has no start begins with anything, what
    /// has no end ends so. Null where a start or end stands inside.
    /// </summary>
    public RegexTree? ToWhole() => Opened() is { } opened && opened.Closed() is { } closed
        && !closed.Has<Start>() && !closed.Has<End>() && !closed.Has<LineStart>() && !closed.Has<LineEnd>() ? closed : null;

    /// <summary>True where starts stand only at beginnings and ends only at ends.</summary>
    public bool HasAnchorsOutside => Opened() is { } opened && opened.Closed() is { } closed && !closed.Has<Start>() && !closed.Has<End>();

    /// <summary>The same question with less: what may be missing at an open end is left out, what may repeat there need not.</summary>
    public RegexTree Trimmed() => TrimmedAt(isFront: true).TrimmedAt(isFront: false);

    RegexTree? Opened() => this switch
    {
        Start => Empty,
        Choice choice => Each(choice.Parts, static part => part.Opened()) is { } parts ? new Choice(parts) : null,
        Sequence { Parts: [Start, ..] } row => Row(row.Parts[1..]),
        Sequence { Parts: [Choice head, ..] } row when head.Has<Start>() => head.Opened() is { } opened ? Row([opened, .. row.Parts[1..]]) : null,
        Repeat when Has<Start>() => null,
        _ => Row(Anything, this),
    };

    RegexTree? Closed() => this switch
    {
        End => Empty,
        Choice choice => Each(choice.Parts, static part => part.Closed()) is { } parts ? new Choice(parts) : null,
        Sequence { Parts: [.., End] } row => Row(row.Parts[..^1]),
        Sequence { Parts: [.., Choice tail] } row when tail.Has<End>() => tail.Closed() is { } closed ? Row([.. row.Parts[..^1], closed]) : null,
        Repeat when Has<End>() => null,
        _ => Row(this, Anything),
    };

    RegexTree TrimmedAt(bool isFront)
    {
        switch (this)
        {
            case Choice choice:
                return Either(choice.Parts.Select(part => part.TrimmedAt(isFront)));
            case Repeat { Part: One, Min: var min } repeat when repeat.Max != min:
                return min == 0 ? Empty : min == 1 ? repeat.Part : repeat with { Max = min };
            case Repeat { Min: 0 } repeat when !repeat.Part.Has<Start>() && !repeat.Part.Has<End>() && !repeat.Part.Has<LineStart>() && !repeat.Part.Has<LineEnd>():
                return Empty;
            case Sequence { Parts: [Start, Repeat { Min: 0, Max: null, Part: One { Characters.IsAll: true } }, ..] } row when isFront:
                return Row(row.Parts[2..]).TrimmedAt(isFront);
            case Sequence { Parts: [.., Repeat { Min: 0, Max: null, Part: One { Characters.IsAll: true } }, End] } row when !isFront:
                return Row(row.Parts[..^2]).TrimmedAt(isFront);
            case Sequence { Parts.Length: > 0 } row:
                var outer = isFront ? row.Parts[0] : row.Parts[^1];
                var rest = isFront ? row.Parts[1..] : row.Parts[..^1];
                var trimmed = outer.TrimmedAt(isFront);
                return trimmed is Sequence { Parts.Length: 0 } ? Row(rest).TrimmedAt(isFront) : isFront ? Row([trimmed, .. rest]) : Row([.. rest, trimmed]);
            default:
                return this;
        }
    }

    static ImmutableArray<RegexTree>? Each(ImmutableArray<RegexTree> parts, Func<RegexTree, RegexTree?> change)
    {
        var changed = ImmutableArray.CreateBuilder<RegexTree>(parts.Length);
        foreach (var part in parts)
        {
            if (change(part) is not { } result)
            {
                return null;
            }

            changed.Add(result);
        }

        return changed.ToImmutable();
    }
}
