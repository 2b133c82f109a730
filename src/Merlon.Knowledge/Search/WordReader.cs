using System.Text;

namespace Merlon.Search;

/// <summary>
/// Splits text into words as search compares them: runs of letters, digits and marks, folded (<see cref="LetterFolding"/>);
/// everything else parts words. <c>HKLM\Software</c> is two words, <c>T1059.001</c> is <c>t1059</c> and <c>001</c>.
/// </summary>
/// <param name="text">The text; borrowed while reading.</param>
/// <param name="buffer">Room for one word, <see cref="WordCharsMax"/> characters.</param>
ref struct WordReader(ReadOnlySpan<char> text, Span<char> buffer)
{
    /// <summary>Most characters of a word that count; a longer one is known by its first ones.</summary>
    public const int WordCharsMax = 128;

    readonly ReadOnlySpan<char> text = text;
    readonly Span<char> buffer = buffer;
    int next;
    int length;

    /// <summary>Where the word begins in the text.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends.</summary>
    public readonly int End => next;

    /// <summary>The folded word, valid until the next is read.</summary>
    public readonly ReadOnlySpan<char> Word => buffer[..length];

    /// <summary>Reads the next word; false at the end.</summary>
    public bool Read()
    {
        length = 0;
        while (next < text.Length)
        {
            Start = next;
            while (next < text.Length && TryTake())
            {
            }

            if (length > 0)
            {
                return true;
            }

            next = Math.Max(next, Start + 1);
        }

        return false;
    }

    /// <summary>All words of a text run together: <c>t1059001</c>, <c>cozybear</c>; names compare equal by it however they are punctuated.</summary>
    public static string KeyOf(string text)
    {
        Span<char> room = stackalloc char[WordCharsMax];
        Span<char> key = stackalloc char[WordCharsMax];
        var taken = 0;
        var words = new WordReader(text, room);
        while (words.Read() && taken < WordCharsMax)
        {
            var word = words.Word[..Math.Min(words.Word.Length, WordCharsMax - taken)];
            word.CopyTo(key[taken..]);
            taken += word.Length;
        }

        return new string(key[..taken]);
    }

    /// <summary>The words of a text.</summary>
    public static List<string> WordsOf(ReadOnlySpan<char> text)
    {
        Span<char> room = stackalloc char[WordCharsMax];
        var found = new List<string>();
        var words = new WordReader(text, room);
        while (words.Read())
        {
            found.Add(new string(words.Word));
        }

        return found;
    }

    // Takes one character of a word; false where the word ends.
    bool TryTake()
    {
        var c = text[next];
        if (char.IsAsciiLetterOrDigit(c))
        {
            Append(char.ToLowerInvariant(c));
            next++;
            return true;
        }

        if (c < 0x80 || Rune.DecodeFromUtf16(text[next..], out var rune, out var units) != System.Buffers.OperationStatus.Done || !LetterFolding.IsInWord(rune))
        {
            return false;
        }

        Span<char> folded = stackalloc char[LetterFolding.FoldedCharsMax];
        foreach (var letter in folded[..LetterFolding.Fold(rune, folded)])
        {
            Append(letter);
        }

        next += units;
        return true;
    }

    void Append(char letter)
    {
        if (length < buffer.Length)
        {
            buffer[length++] = letter;
        }
    }
}
