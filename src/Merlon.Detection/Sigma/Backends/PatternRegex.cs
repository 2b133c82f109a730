namespace Merlon.Sigma.Backends;

/// <summary>What patterns mean, as regular expressions over whole values.</summary>
static class PatternRegex
{
    /// <summary>Values that fit a pattern.</summary>
    public static RegexTree Of(SigmaPattern pattern, bool isCased) => RegexTree.Whole(RegexTree.Row(pattern.Canonical.EnumerateRunes().Select(rune => rune.Value switch
    {
        SigmaPattern.AnyRun => RegexTree.Anything,
        SigmaPattern.AnyOne => new RegexTree.One(CharacterSet.All),
        var character => new RegexTree.One(isCased ? CharacterSet.Of(character) : CharacterSet.OfEach(CaseVariants.OfText(character))),
    })));
}
