using System.Globalization;
using Merlon.Documents;

namespace Merlon.Dettect;

/// <summary>Typed access to one mapping of an administration file; what it gives up it says. Unknown keys are noted and stay in the tree.</summary>
sealed class DettectFields
{
    /// <summary>Longest text of one value, in characters; the tree keeps it whole.</summary>
    public const int TextCharsMax = 4_000;

    readonly YamlNode.Mapping mapping;
    readonly DiagnosticLog log;
    readonly string what;

    public DettectFields(YamlNode.Mapping mapping, string what, string[] knownKeys, DiagnosticLog log)
    {
        this.mapping = mapping;
        this.what = what;
        this.log = log;
        foreach (var (key, _) in mapping.Entries)
        {
            if (!knownKeys.Contains(key.Text, StringComparer.Ordinal))
            {
                var near = Spelling.Nearest(key.Text, knownKeys);
                log.Note(
                    "DETT008", key.Location, $"DeTT&CT knows no key {Quoted(key.Text)} in {what}; it is kept and not used", excerpt: null,
                    near is null ? null : $"did you mean {near}?");
            }
        }
    }

    public SourceLocation Location => mapping.Location;

    public SourceLocation LocationOf(string key) => mapping.TryFind(key, out var node) ? node.Location : Location;

    public bool Has(string key) => Find(key) is not null;

    /// <summary>True when the key stands there, also with nothing behind it.</summary>
    public bool IsWritten(string key) => mapping.TryFind(key, out _);

    /// <summary>Says that a key is missing that DeTT&amp;CT's own check asks for.</summary>
    public void Expect(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (!IsWritten(key))
            {
                log.Warn("DETT011", Location, $"{what} has no {key}, which DeTT&CT expects");
            }
        }
    }

    public string Text(string key)
    {
        switch (Find(key))
        {
            case null:
                return "";
            case YamlNode.Scalar scalar:
                return Clean(scalar);
            case { } other:
                log.Warn("DETT004", other.Location, $"{key} of {what} is one text; this is a list or mapping and was not used");
                return "";
        }
    }

    /// <summary>A list of words, or one word; empty words and nulls are left out.</summary>
    public IReadOnlyList<string> Words(string key)
    {
        var node = Find(key);
        IReadOnlyList<YamlNode> items = node switch
        {
            null => [],
            YamlNode.Sequence sequence => sequence.Items,
            _ => [node],
        };
        var words = new List<string>(items.Count);
        foreach (var item in items)
        {
            if (item is not YamlNode.Scalar scalar)
            {
                log.Warn("DETT004", item.Location, $"{key} of {what} is a list of words; this entry is a list or mapping and was not used");
            }
            else if (Clean(scalar) is { Length: > 0 } word)
            {
                words.Add(word);
            }
        }

        return words;
    }

    /// <summary>A mapping, or a list of mappings; DeTT&amp;CT takes either.</summary>
    public IEnumerable<YamlNode.Mapping> Mappings(string key)
    {
        IReadOnlyList<YamlNode> items = Find(key) switch
        {
            null => [],
            YamlNode.Sequence sequence => sequence.Items,
            { } one => [one],
        };
        foreach (var item in items)
        {
            if (item is YamlNode.Mapping entry)
            {
                yield return entry;
            }
            else
            {
                log.Warn("DETT004", item.Location, $"an entry of {key} of {what} is a mapping of keys and values; this is not and was not used");
            }
        }
    }

    public bool? Flag(string key)
    {
        var text = Text(key);
        if (text.Length == 0)
        {
            return null;
        }

        if (text.ToUpperInvariant() is "TRUE" or "YES" or "ON")
        {
            return true;
        }

        if (text.ToUpperInvariant() is "FALSE" or "NO" or "OFF")
        {
            return false;
        }

        log.Warn("DETT004", LocationOf(key), $"{key} of {what} is true or false; {Quoted(text)} is neither and was not used");
        return null;
    }

    /// <summary>A whole number within bounds; null (said) when it is none, null (silent) when absent.</summary>
    public int? Number(string key, int least, int most)
    {
        var text = Text(key);
        if (text.Length == 0)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        log.Warn("DETT005", LocationOf(key), string.Create(CultureInfo.InvariantCulture, $"{key} of {what} is a whole number from {least} to {most}; {Quoted(text)} is not and was not used"));
        return null;
    }

    /// <summary>The day of a date or a time stamp; null when absent or (said) neither.</summary>
    public DateOnly? Date(string key)
    {
        var text = Text(key);
        if (text.Length == 0)
        {
            return null;
        }

        if (TryDate(text, out var day))
        {
            return day;
        }

        log.Warn("DETT006", LocationOf(key), $"{key} of {what} is a date such as 2026-09-14; {Quoted(text)} is none and was not used");
        return null;
    }

    /// <summary>The day as it is written, whatever the time zone behind it; DeTT&amp;CT's editor writes midnight UTC.</summary>
    public static bool TryDate(string text, out DateOnly day)
    {
        const int dayChars = 10;
        day = default;
        if (text.Length < dayChars || !DateOnly.TryParseExact(text.AsSpan(0, dayChars), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
        {
            return false;
        }

        return text.Length == dayChars
            || text[dayChars] is 'T' or 't' or ' ' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
    }

    public static string Quoted(string text) => $"\"{Diagnostic.ExcerptOf(text)}\"";

    public YamlNode? Find(string key) => mapping.TryFind(key, out var node) && node is not YamlNode.Scalar { IsNull: true } ? node : null;

    public static string Clean(YamlNode.Scalar scalar)
    {
        if (scalar.IsNull)
        {
            return "";
        }

        var text = scalar.Text.Trim();
        return text.Length > TextCharsMax ? text[..TextCharsMax] : text;
    }
}
