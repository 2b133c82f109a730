using System.Text;
using Merlon.Facts;

namespace Merlon.Controls;

/// <summary>A framework as its metadata names it.</summary>
/// <param name="Id">Such as <c>nist-800-53-r5</c>; empty when nothing names it.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Words">Further words for it, without its version.</param>
sealed record NamedFramework(string Id, string Name, IReadOnlyList<string> Words)
{
    /// <summary>Nothing names it.</summary>
    public static NamedFramework None { get; } = new("", "", []);
}

/// <summary>Names frameworks from what files call them: a table of known names, and rules for all others.</summary>
sealed class FrameworkNames
{
    readonly Dictionary<string, (string Id, string Name)> byKey = new(StringComparer.Ordinal);
    readonly ILookup<string, string> aliases;

    FrameworkNames(FactsTable table)
    {
        foreach (var row in table.Rows)
        {
            foreach (var word in FactsTable.Split(row[2], ';').Append(row[0]).Append(row[1]))
            {
                byKey[Vocabulary.KeyOf(word)] = (row[0], row[1]);
            }
        }

        aliases = table.Rows.SelectMany(static row => FactsTable.Split(row[2], ';').Select(word => (Id: row[0], Word: word)))
            .ToLookup(static pair => pair.Id, static pair => pair.Word, StringComparer.Ordinal);
    }

    public static FrameworkNames OpenBuiltIn() => new(FactsTable.OpenBuiltIn("control-frameworks.tsv", columns: 3));

    /// <summary>
    /// The framework that a name and a version mean. A known name with its version is that entry; a version that is no day joins
    /// the id of a known name that has none, or the id made of an unknown one.
    /// </summary>
    public NamedFramework Of(string name, string version)
    {
        var word = name.Trim();
        var edition = EditionOf(version);
        if (Vocabulary.KeyOf(word).Length == 0)
        {
            return NamedFramework.None;
        }

        if (edition.Length > 0 && (Find($"{word} {edition}") ?? Find($"{word} v{edition}")) is { } exact)
        {
            return new(exact.Id, exact.Name, []);
        }

        if (Find(word) is { } known)
        {
            return HasEdition(known.Id, edition)
                ? new(known.Id, known.Name, [])
                : new($"{known.Id}-{Slug(edition)}", $"{known.Name} {edition}", [word, known.Id, .. aliases[known.Id]]);
        }

        var id = Slug(word);
        return edition.Length == 0 ? new(id, word, []) : new($"{id}-{Slug(edition)}", $"{word} {edition}", [word]);
    }

    /// <summary>The known framework that a word stands for, or null.</summary>
    public (string Id, string Name)? Find(string word) => byKey.TryGetValue(Vocabulary.KeyOf(word), out var found) ? found : null;

    /// <summary>Lower-case letters, digits and points; everything else is one hyphen.</summary>
    public static string Slug(string word)
    {
        var slug = new StringBuilder(word.Length);
        foreach (var c in word)
        {
            if (char.IsLetterOrDigit(c) || c == '.')
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString().Trim('-', '.');
    }

    // an id that ends with this very edition, or a name whose table entry is of one edition only
    static bool HasEdition(string id, string edition)
        => edition.Length == 0 || Vocabulary.KeyOf(id).EndsWith(Vocabulary.KeyOf(edition), StringComparison.Ordinal);

    /// <summary>The version without a leading v; empty for one that is a day: products have no editions, their mappings have.</summary>
    static string EditionOf(string version)
    {
        var text = version.Trim();
        if (text.Length > 1 && text[0] is 'v' or 'V' && char.IsAsciiDigit(text[1]))
        {
            text = text[1..];
        }

        var parts = text.Split('/', '.', '-', ' ');
        var isDay = parts.Length == 3 && parts.All(static part => part.Length is > 0 and <= 4 && part.All(char.IsAsciiDigit))
            && (parts[0].Length == 4 || parts[2].Length == 4);
        return isDay ? "" : text;
    }
}
