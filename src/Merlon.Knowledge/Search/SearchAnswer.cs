using Merlon.Attack;

namespace Merlon.Search;

/// <summary>What a search found.</summary>
/// <param name="Hits">Best first.</param>
/// <param name="Total">How many objects match, shown or not.</param>
/// <param name="Words">Words and phrases that were looked for.</param>
/// <param name="WordsMatched">How many of them each hit has at least; fewer than all when no object has them all.</param>
/// <param name="Facets">How the hits divide; the counts of a facet ignore the filter by that facet itself.</param>
/// <param name="Corrections">Words that stand nowhere, and what was taken instead.</param>
/// <param name="DidYouMean">Another query that would probably find more, or null.</param>
/// <param name="Ignored">What was cut off a query that is too long; empty where nothing was.</param>
public sealed record SearchAnswer(
    IReadOnlyList<SearchHit> Hits, int Total, IReadOnlyList<string> Words, int WordsMatched, IReadOnlyList<Facet> Facets,
    IReadOnlyList<WordCorrection> Corrections, string? DidYouMean, string Ignored);

/// <summary>One object found.</summary>
/// <param name="Found">The object.</param>
/// <param name="Score">Higher is better; compares hits of one answer only.</param>
/// <param name="IsExact">True when the query is its id, name or alias, punctuation ignored.</param>
/// <param name="Fields">Where words were found, weightiest first.</param>
/// <param name="Missing">Words that it does not have.</param>
/// <param name="Name">Its name with what matched.</param>
/// <param name="Alias">The alias that matches most words, or null.</param>
/// <param name="Snippet">Where the words stand in its texts, or how its description begins; empty without texts.</param>
/// <param name="Procedure">The statement that the snippet is cut from, or null when it is the object's own text.</param>
public sealed record SearchHit(
    AttackObject Found, double Score, bool IsExact, IReadOnlyList<SearchField> Fields, IReadOnlyList<string> Missing, Snippet Name, Snippet? Alias,
    Snippet Snippet, Relationship? Procedure)
{
    /// <summary>The other end of <see cref="Procedure"/>.</summary>
    public AttackObject? OtherEnd => Procedure is null ? null : ReferenceEquals(Procedure.Source, Found) ? Procedure.Target : Procedure.Source;
}

/// <summary>Plain text on one line, and which parts of it matched.</summary>
/// <param name="Text">Without markup; foreign, so not safe for a terminal or a page as it is. Begins or ends with <c>…</c> where something was cut off.</param>
/// <param name="Highlights">In order, without overlap.</param>
public sealed record Snippet(string Text, IReadOnlyList<Highlight> Highlights)
{
    /// <summary>No text.</summary>
    public static Snippet Empty { get; } = new("", []);
}

/// <summary>A part of a snippet that matched.</summary>
/// <param name="Start">First character.</param>
/// <param name="Length">Characters.</param>
public sealed record Highlight(int Start, int Length);

/// <summary>How the hits divide by one property.</summary>
/// <param name="Name"><c>type</c>, <c>tactic</c>, <c>platform</c> or <c>domain</c>.</param>
/// <param name="Values">Most frequent first, then by name.</param>
public sealed record Facet(string Name, IReadOnlyList<FacetValue> Values);

/// <summary>A value of a facet.</summary>
/// <param name="Value">As published.</param>
/// <param name="Count">Hits that have it.</param>
public sealed record FacetValue(string Value, int Count);

/// <summary>A word that stands nowhere in the release.</summary>
/// <param name="Word">As it was looked for.</param>
/// <param name="Taken">The most frequent of the words that were taken instead.</param>
public sealed record WordCorrection(string Word, string Taken);
