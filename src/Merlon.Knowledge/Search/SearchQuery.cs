using Merlon.Attack;

namespace Merlon.Search;

/// <summary>What is looked for.</summary>
/// <param name="Text">
/// Words as a person types them; every one has to match, else those that match most. Quoted words have to follow each other, so
/// do the parts of <c>T1059.001</c> or <c>.bash_profile</c> where they do anywhere. Cut at <see cref="TextCharsMax"/>
/// characters and <see cref="WordsMax"/> words; what is cut off is named in <see cref="SearchAnswer.Ignored"/>.
/// </param>
/// <param name="Filter">Which objects count.</param>
/// <param name="HitsMax">Most hits that are returned; 0 or more. All are counted.</param>
/// <param name="SnippetChars">Characters of a snippet at most; 40 or more.</param>
public sealed record SearchQuery(string Text, SearchFilter Filter, int HitsMax = 25, int SnippetChars = 160)
{
    /// <summary>Characters of a text that are read.</summary>
    public const int TextCharsMax = 1_000;

    /// <summary>Words and phrases that are looked for.</summary>
    public const int WordsMax = 16;
}

/// <summary>Which objects a search counts: within one list any, over the lists all; an empty list does not restrict.</summary>
/// <param name="Types">As <see cref="SearchAnswer"/> names types: <c>sub-technique</c>, <c>malware</c> …</param>
/// <param name="Tactics">Tactics of the release.</param>
/// <param name="Platforms">As published, letter case ignored.</param>
/// <param name="Domains">Such as <c>ics-attack</c>.</param>
/// <param name="IncludesDead">True to count revoked and deprecated objects too; they come after live ones.</param>
public sealed record SearchFilter(
    IReadOnlyCollection<string> Types, IReadOnlyCollection<Tactic> Tactics, IReadOnlyCollection<string> Platforms, IReadOnlyCollection<string> Domains,
    bool IncludesDead)
{
    /// <summary>Every live object.</summary>
    public static SearchFilter None { get; } = new([], [], [], [], IncludesDead: false);
}
