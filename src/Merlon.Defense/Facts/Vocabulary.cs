namespace Merlon.Facts;

/// <summary>Names with their aliases, found however people write them: only letters and digits count, case ignored.</summary>
sealed class Vocabulary
{
    readonly Dictionary<string, string> nameByKey = new(StringComparer.Ordinal);

    Vocabulary(FactsTable table)
    {
        Names = [.. table.Rows.Select(static row => row[0]).Order(StringComparer.Ordinal)];
        var words = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            foreach (var word in FactsTable.Split(row[1], ';').Prepend(row[0]))
            {
                if (!nameByKey.TryAdd(KeyOf(word), row[0]) && !string.Equals(nameByKey[KeyOf(word)], row[0], StringComparison.Ordinal))
                {
                    throw new InvalidDataException($"'{word}' stands for both {nameByKey[KeyOf(word)]} and {row[0]}");
                }

                words.Add(word);
            }
        }

        Words = [.. words];
    }

    /// <summary>Names, ordinally sorted.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Names and aliases, ordinally sorted.</summary>
    public IReadOnlyList<string> Words { get; }

    public static Vocabulary Of(FactsTable table) => new(table);

    public bool TryFind(string word, out string name)
    {
        var isKnown = nameByKey.TryGetValue(KeyOf(word), out var found);
        name = found ?? "";
        return isKnown;
    }

    /// <summary>Letters and digits of a word, lower-case.</summary>
    public static string KeyOf(string word)
    {
        Span<char> key = word.Length <= 64 ? stackalloc char[word.Length] : new char[word.Length];
        var length = 0;
        foreach (var c in word)
        {
            if (char.IsLetterOrDigit(c))
            {
                key[length++] = char.ToLowerInvariant(c);
            }
        }

        return key[..length].ToString();
    }
}
