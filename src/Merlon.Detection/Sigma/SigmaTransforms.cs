using System.Globalization;
using System.Text;
using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>What modifiers make of a value: canonical text (see <see cref="SigmaPattern"/>) in, one or several of it out.</summary>
static class SigmaTransforms
{
    /// <summary>Most texts that one value becomes.</summary>
    public const int VariantsMax = 10_000;

    // Hyphen, slash, en dash, em dash, horizontal bar (Sigma 2.1, modifiers appendix, windash).
    const string Dashes = "-/\u2013\u2014\u2015";

    static readonly string AnyRun = SigmaPattern.AnyRun.ToString();
    static readonly string AnyOne = SigmaPattern.AnyOne.ToString();

    /// <summary>The text with anything before it, after it, or both.</summary>
    public static string Positioned(string text, SigmaTransform position)
        => position switch
        {
            SigmaTransform.Contains => string.Concat(AnyRun, text, AnyRun),
            SigmaTransform.StartsWith => string.Concat(text, AnyRun),
            SigmaTransform.EndsWith => string.Concat(AnyRun, text),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>
    /// Applies transforms in order. <paramref name="isRegex"/> is true where the results are regular expressions instead, which
    /// <c>windash</c> makes of a value with many dashes.
    /// </summary>
    public static List<string> Apply(List<string> texts, SigmaTransform[] transforms, out string? fault, out bool isRegex)
    {
        fault = null;
        isRegex = false;
        Dashed dashed = default;
        List<byte[]>? encoded = null;
        foreach (var transform in transforms)
        {
            switch (transform)
            {
                case SigmaTransform.Contains or SigmaTransform.StartsWith or SigmaTransform.EndsWith:
                    texts = Decoded(texts, ref encoded, out fault).ConvertAll(text => Positioned(text, transform));
                    break;
                case SigmaTransform.WinDash:
                    texts = Decoded(texts, ref encoded, out fault);
                    dashed = Dashed.Of(texts);
                    texts = dashed.Texts;
                    break;
                case SigmaTransform.Utf16 or SigmaTransform.Utf16BigEndian or SigmaTransform.Utf16Marked:
                    encoded = Encode(Decoded(texts, ref encoded, out fault), transform, ref fault);
                    break;
                case SigmaTransform.Base64 or SigmaTransform.Base64Offset:
                    encoded ??= Encode(texts, transform, ref fault);
                    texts = ToBase64(encoded, transform is SigmaTransform.Base64Offset);
                    encoded = null;
                    fault ??= texts.Contains("", StringComparer.Ordinal) ? "the value is too short: nothing of its Base64 is certain" : null;
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }

            if (fault is not null)
            {
                return texts;
            }
        }

        texts = Decoded(texts, ref encoded, out fault);
        if (dashed.HasMarks && Array.Exists(transforms, static t => t is not (SigmaTransform.WinDash or SigmaTransform.Contains or SigmaTransform.StartsWith or SigmaTransform.EndsWith)))
        {
            fault = string.Create(CultureInfo.InvariantCulture, $"'windash' with more than {SigmaLimits.DashesWrittenOutMax} dashes cannot be encoded");
        }

        isRegex = dashed.HasMarks;
        return isRegex ? texts.ConvertAll(ToRegex) : texts;
    }

    /// <summary>Puts the values of placeholders into a text: every combination. <c>\%</c> is a per cent sign.</summary>
    public static List<string> Expand(string written, IReadOnlyDictionary<string, IReadOnlyList<string>> values, out string? code, out string? fault)
    {
        (code, fault) = (null, null);
        List<string> texts = [""];
        var from = 0;
        for (var at = 0; at < written.Length;)
        {
            if (written[at] is '\\' && at + 1 < written.Length)
            {
                at += 2;
            }
            else if (written[at] is '%' && NameAt(written, at) is { Length: > 0 } name)
            {
                if (!values.TryGetValue(name, out var replacements) || replacements.Count == 0)
                {
                    (code, fault) = ("SIGMA040", $"the placeholder %{Diagnostic.ExcerptOf(name)}% has no values");
                    return texts;
                }

                texts = Combine(texts, Literal(written[from..at]), replacements);
                from = at += name.Length + 2;
                if (texts.Count > VariantsMax)
                {
                    (code, fault) = ("SIGMA047", string.Create(CultureInfo.InvariantCulture, $"placeholders make more than {VariantsMax:N0} texts of one value"));
                    return texts;
                }
            }
            else
            {
                at++;
            }
        }

        var rest = Literal(written[from..]);
        return texts.ConvertAll(text => text + rest);
    }

    static List<string> Combine(List<string> texts, string between, IReadOnlyList<string> replacements)
    {
        var combined = new List<string>();
        foreach (var text in texts)
        {
            foreach (var replacement in replacements)
            {
                if (combined.Count > VariantsMax)
                {
                    return combined;
                }

                combined.Add(text + between + SigmaPattern.CanonicalOf(replacement));
            }
        }

        return combined;
    }

    // \% is no escape elsewhere in Sigma.
    static string Literal(string written)
    {
        var text = new StringBuilder(written.Length);
        for (var i = 0; i < written.Length; i++)
        {
            if (written[i] is '\\' && i + 1 < written.Length)
            {
                text.Append(written[i + 1] is '%' ? "" : "\\").Append(written[++i]);
            }
            else
            {
                text.Append(written[i]);
            }
        }

        return SigmaPattern.CanonicalOf(text.ToString());
    }

    static string NameAt(string written, int at)
    {
        var end = at + 1;
        while (end < written.Length && (char.IsLetterOrDigit(written[end]) || written[end] is '_' or '-' or '.'))
        {
            end++;
        }

        return end < written.Length && written[end] is '%' ? written[(at + 1)..end] : "";
    }

    static List<byte[]> Encode(List<string> texts, SigmaTransform transform, ref string? fault)
    {
        if (texts.Exists(static text => text.AsSpan().IndexOfAny(SigmaPattern.AnyRun, SigmaPattern.AnyOne) >= 0))
        {
            fault = "a value with wildcards cannot be encoded; write \\* and \\? for the characters";
            return [];
        }

        return texts.ConvertAll<byte[]>(text => transform switch
        {
            SigmaTransform.Utf16 => Encoding.Unicode.GetBytes(text),
            SigmaTransform.Utf16BigEndian => Encoding.BigEndianUnicode.GetBytes(text),
            SigmaTransform.Utf16Marked => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
            _ => Encoding.UTF8.GetBytes(text),
        });
    }

    // Bytes are a text again where nothing makes Base64 of them; then they must be one.
    static List<string> Decoded(List<string> texts, ref List<byte[]>? encoded, out string? fault)
    {
        fault = null;
        if (encoded is null)
        {
            return texts;
        }

        if (encoded.Exists(static bytes => !System.Text.Unicode.Utf8.IsValid(bytes)))
        {
            fault = "the encoded value is no text; put 'base64' or 'base64offset' behind the encoding";
            return texts;
        }

        texts = encoded.ConvertAll(Encoding.UTF8.GetString);
        encoded = null;
        return texts;
    }

    // At each of three places in a longer text, what of its Base64 does not depend on what stands around it.
    static List<string> ToBase64(List<byte[]> values, bool isAnywhere)
    {
        var texts = new List<string>(values.Count * (isAnywhere ? 3 : 1));
        foreach (var value in values)
        {
            for (var before = 0; before < (isAnywhere ? 3 : 1); before++)
            {
                var text = Convert.ToBase64String([.. new byte[before], .. value]);
                var from = before switch { 1 => 2, 2 => 3, _ => 0 };
                var rest = (value.Length + before) % 3;
                var to = !isAnywhere || rest == 0 ? text.Length : text.Length - (rest == 1 ? 3 : 2);
                texts.Add(text[Math.Min(from, to)..to]);
            }
        }

        return texts;
    }

    // Equal to the pattern, as a regular expression over the whole value.
    static string ToRegex(string canonical)
    {
        var text = new StringBuilder(@"\A");
        foreach (var c in canonical)
        {
            text.Append(c switch
            {
                SigmaPattern.AnyRun => "(?:.*)",
                SigmaPattern.AnyOne => @"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|.)",
                Dashed.Mark => "[-/\u2013\u2014\u2015]",
                _ => Regex(c),
            });
        }

        return text.Append(@"\z").ToString();

        static string Regex(char c) => System.Text.RegularExpressions.Regex.Escape(c.ToString());
    }

    /// <summary>Texts after <c>windash</c>: written out, or with a mark for each dash.</summary>
    readonly record struct Dashed(List<string> Texts, bool HasMarks)
    {
        /// <summary>Stands for any dash; a noncharacter like those of <see cref="SigmaPattern"/>.</summary>
        public const char Mark = '\uFDD2';

        public static Dashed Of(List<string> texts)
        {
            var places = texts.ConvertAll(PlacesOf);
            if (places.TrueForAll(static p => p.Count <= SigmaLimits.DashesWrittenOutMax))
            {
                var all = new List<string>();
                for (var i = 0; i < texts.Count; i++)
                {
                    WriteOut(texts[i], places[i], all);
                }

                return new(all, HasMarks: false);
            }

            var marked = new List<string>(texts.Count);
            for (var i = 0; i < texts.Count; i++)
            {
                var chars = texts[i].ToCharArray();
                places[i].ForEach(place => chars[place] = Mark);
                marked.Add(new string(chars));
            }

            return new(marked, HasMarks: true);
        }

        // A dash that no letter, digit or underscore comes before, and one comes behind.
        static List<int> PlacesOf(string text)
        {
            var places = new List<int>();
            for (var i = 0; i + 1 < text.Length; i++)
            {
                if (Dashes.Contains(text[i], StringComparison.Ordinal) && (i == 0 || !IsWord(text[i - 1])) && IsWord(text[i + 1]))
                {
                    places.Add(i);
                }
            }

            return places;
        }

        static void WriteOut(string text, List<int> places, List<string> all)
        {
            var first = all.Count;
            all.Add(text);
            foreach (var place in places)
            {
                var count = all.Count;
                for (var i = first; i < count; i++)
                {
                    foreach (var dash in Dashes)
                    {
                        if (dash != text[place])
                        {
                            all.Add(string.Concat(all[i].AsSpan(0, place), [dash], all[i].AsSpan(place + 1)));
                        }
                    }
                }
            }
        }

        static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_';
    }
}
