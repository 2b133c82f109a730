using Merlon.Documents;

namespace Merlon.Cli;

/// <summary>Words that name no kind of object.</summary>
static class UnknownKind
{
    /// <summary>Complains of the first word that names no kind; true when there was one.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="option">The option that has the words; null for an argument.</param>
    /// <param name="words">What was typed.</param>
    /// <param name="more">Words that are taken beside the kinds.</param>
    public static bool Refuse(Terminal terminal, string? option, IEnumerable<string> words, params IReadOnlyList<string> more)
    {
        if (words.FirstOrDefault(word => ObjectKind.Find(word) is null) is not { } unknown)
        {
            return false;
        }

        var meant = Spelling.Nearest(unknown, [.. ObjectKind.Words, .. more]) is { } nearest ? $"; did you mean '{nearest}'?" : "";
        Failure.Refuse(
            terminal, $"{(option is null ? "" : $"{option}: ")}'{unknown}' is not a kind of object{meant}",
            $"Kinds: {string.Join(", ", ObjectKind.All.Select(static kind => kind.Plural).Concat(more))}");
        return true;
    }
}
