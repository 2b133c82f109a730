using System.Text;
using System.Text.Json;

namespace Merlon.Web.Tests.Languages;

/// <summary>A language that nobody speaks, made from the English texts: every letter accented, a third longer, in brackets, values in brackets of their own. What of a page is not so is not translated.</summary>
static class PseudoLanguage
{
    /// <summary>Its tag: of those that the standard leaves to private use.</summary>
    public const string Tag = "qps";

    /// <summary>Brackets around every text, and around every value in one.</summary>
    public const char Opens = '⟦', Closes = '⟧', ValueOpens = '⟨', ValueCloses = '⟩';

    const string Plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const string Accented = "ÀƁĆĎËƑĜĤĪĴĶĹḾŃÕƤǪŔŜŤŨṼŴẊŶŽàƀćďëƒĝĥīĵķĺḿńõƥǫŕŝťũṽŵẋŷž";

    /// <summary>Writes it into a folder, for <c>merlon serve --texts</c>.</summary>
    public static void Write(string folder, string tag = Tag)
    {
        var language = Directory.CreateDirectory(Path.Combine(folder, tag)).FullName;
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("src/Merlon/Web/App/Texts/en"), "*.json"))
        {
            var texts = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file))!; // a file of texts is an object
            File.WriteAllText(Path.Combine(language, Path.GetFileName(file)), JsonSerializer.Serialize(texts.ToDictionary(static pair => pair.Key, static pair => Of(pair.Value), StringComparer.Ordinal)));
        }
    }

    /// <summary>A text in it.</summary>
    public static string Of(string english)
    {
        StringBuilder made = new();
        made.Append(Opens);
        for (var i = 0; i < english.Length; i++)
        {
            if (english[i] == '{' && i + 2 < english.Length && english[i + 2] == '}')
            {
                made.Append(ValueOpens).Append(english, i, 3).Append(ValueCloses);
                i += 2;
            }
            else if (Plain.IndexOf(english[i], StringComparison.Ordinal) is var at and >= 0)
            {
                made.Append(Accented[at]);
                if (english[i] is 'a' or 'e' or 'o')
                {
                    made.Append(Accented[at]); // about a third longer, as many languages are
                }
            }
            else
            {
                made.Append(english[i]);
            }
        }

        return made.Append(Closes).ToString();
    }

    /// <summary>What of a shown text is not in it: pieces outside of brackets, and values.</summary>
    public static IEnumerable<string> PiecesOutside(string shown)
    {
        List<StringBuilder> open = [new()];
        var isText = new Stack<bool>([false]);
        foreach (var c in shown)
        {
            switch (c)
            {
                case Opens or ValueOpens:
                    isText.Push(c == Opens);
                    open.Add(new());
                    break;
                case Closes or ValueCloses when open.Count > 1:
                    if (!isText.Pop())
                    {
                        yield return open[^1].ToString().Trim();
                    }

                    open.RemoveAt(open.Count - 1);
                    open[^1].Append(' ');
                    break;
                default:
                    open[^1].Append(c);
                    break;
            }
        }

        for (var i = 0; i < open.Count; i++)
        {
            yield return isText.ElementAt(open.Count - 1 - i) ? "" : open[i].ToString().Trim();
        }
    }
}
