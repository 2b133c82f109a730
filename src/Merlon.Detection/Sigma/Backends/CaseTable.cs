namespace Merlon.Sigma.Backends;

/// <summary>Every letter outside ASCII that equals another one without regard to case, for functions that take such a list.</summary>
static class CaseTable
{
    static readonly Lazy<(string From, string To)> Table = new(static () =>
    {
        var pairs = CaseVariants.Foldings().OrderBy(static pair => pair.From).ToList();
        return (string.Concat(pairs.Select(static pair => char.ConvertFromUtf32(pair.From))), string.Concat(pairs.Select(static pair => char.ConvertFromUtf32(pair.To))));
    });

    /// <summary>The letters.</summary>
    public static string From => Table.Value.From;

    /// <summary>At the same place, the letter that stands for it.</summary>
    public static string To => Table.Value.To;
}
