using System.Text;

namespace Merlon.Search;

/// <summary>
/// Finds the terms within a few errors of a word (insert, delete, replace, swap of neighbours: optimal string alignment).
/// Terms are sorted, so neighbours share their beginnings: the rows of the distance table are kept for the letters that the
/// last term shares with the next, and a beginning from which no term can come near enough is passed over with all its terms.
/// </summary>
sealed class TypoScan
{
    readonly string word;
    readonly int errorsMax;
    readonly int[][] rows;
    readonly char[] letters = new char[WordReader.WordCharsMax];
    int known;
    int dead = int.MaxValue;

    TypoScan(string word, int errorsMax)
    {
        this.word = word;
        this.errorsMax = errorsMax;
        rows = new int[word.Length + errorsMax + 2][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new int[word.Length + 1];
        }

        for (var j = 0; j <= word.Length; j++)
        {
            rows[0][j] = j;
        }
    }

    /// <summary>Terms in their order, each with its errors, 1 or more.</summary>
    public static List<(int Term, int Errors)> Of(IndexReader index, string word, int errorsMax)
    {
        var scan = new TypoScan(word, errorsMax);
        var found = new List<(int, int)>();
        Span<char> term = stackalloc char[WordReader.WordCharsMax];
        for (var i = 0; errorsMax > 0 && i < index.Format.Terms; i++)
        {
            var utf8 = index.Utf8Of(i);
            if (utf8.Length <= WordReader.WordCharsMax * 3
                && Encoding.UTF8.TryGetChars(utf8, term, out var length) && scan.ErrorsOf(term[..length]) is var errors && errors > 0 && errors <= errorsMax)
            {
                found.Add((i, errors));
            }
        }

        return found;
    }

    int ErrorsOf(ReadOnlySpan<char> term)
    {
        var shared = term.CommonPrefixLength(letters.AsSpan(0, known));
        if (shared >= dead)
        {
            return int.MaxValue;
        }

        dead = int.MaxValue;
        known = shared;
        while (known < term.Length)
        {
            if (known + 1 >= rows.Length)
            {
                return int.MaxValue; // longer than the word with all its errors
            }

            letters[known] = term[known];
            known++;
            FillRow(known);
            if (IsDead(known))
            {
                dead = known;
                return int.MaxValue;
            }
        }

        return rows[term.Length][word.Length];
    }

    void FillRow(int i)
    {
        int[] row = rows[i], above = rows[i - 1];
        row[0] = i;
        for (var j = 1; j <= word.Length; j++)
        {
            var cell = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (letters[i - 1] == word[j - 1] ? 0 : 1));
            if (i > 1 && j > 1 && letters[i - 1] == word[j - 2] && letters[i - 2] == word[j - 1])
            {
                cell = Math.Min(cell, rows[i - 2][j - 2] + 1);
            }

            row[j] = cell;
        }
    }

    // A cell comes from the row above, or by a swap from the one above that plus one.
    bool IsDead(int i) => Least(rows[i]) > errorsMax && Least(rows[i - 1]) >= errorsMax;

    static int Least(int[] row)
    {
        var least = int.MaxValue;
        foreach (var cell in row)
        {
            least = Math.Min(least, cell);
        }

        return least;
    }
}
