using System.Globalization;
using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Web.App;

/// <summary>A file of texts: a JSON object of keys and texts, all of one language and area. It is input like any other: bounded, and what cannot be used is named with file and key.</summary>
/// <param name="Language">Tag of its folder.</param>
/// <param name="Document">Its name for people.</param>
/// <param name="Texts">Text by key, the area before it.</param>
/// <param name="Diagnostics">What was wrong.</param>
sealed record TextFile(string Language, string Document, IReadOnlyDictionary<string, string> Texts, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Largest file, in bytes.</summary>
    public const int FileBytesMax = 512 * 1024;

    /// <summary>Most languages of a folder, and files of a language.</summary>
    public const int LanguagesMax = 100, FilesMax = 100;

    /// <summary>Longest text, in characters.</summary>
    public const int TextCharsMax = 4_000;

    /// <summary>Every file of a folder: <c>LANGUAGE/AREA.json</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IEnumerable<TextFile> In(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"there is no folder {folder}");
        }

        foreach (var inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Take(LanguagesMax))
        {
            var language = Path.GetFileName(inner);
            if (!LanguageTag.IsTag(language) || language == Words.English)
            {
                yield return Unused(language, inner, "TEXT001", language == Words.English ? "English is built in; what it says is what translations are made from" : "the folder is not named by the tag of a language, such as de or pt-BR", "rename it");
                continue;
            }

            foreach (var path in Directory.EnumerateFiles(inner, "*.json").Order(StringComparer.Ordinal).Take(FilesMax))
            {
                yield return ReadFile(path, language);
            }
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="stream">Its bytes.</param>
    /// <param name="document">Its name for people.</param>
    /// <param name="language">Tag of its folder.</param>
    /// <param name="area">Its name without ending.</param>
    public static TextFile Read(Stream stream, string document, string language, string area)
    {
        var bytes = new byte[FileBytesMax + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > FileBytesMax)
        {
            return Unused(language, document, "TEXT002", string.Create(CultureInfo.InvariantCulture, $"the file is larger than {FileBytesMax:N0} bytes and was not read"), "split it");
        }

        try
        {
            var start = bytes.AsSpan(0, length).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
            using var json = JsonDocument.Parse(bytes.AsMemory(start, length - start), new JsonDocumentOptions { MaxDepth = 4 });
            return json.RootElement.ValueKind == JsonValueKind.Object ? Of(json.RootElement, document, language, area) : Unused(language, document, "TEXT003", "the file is no JSON object of keys and texts", "");
        }
        catch (JsonException e)
        {
            SourceLocation location = new((int)(e.LineNumber ?? -1) + 1, (int)(e.BytePositionInLine ?? -1) + 1);
            return new TextFile(language, document, new Dictionary<string, string>(StringComparer.Ordinal), [new Diagnostic("TEXT003", Severity.Error, document, location, "the file is not JSON and was not read")]);
        }
    }

    static TextFile ReadFile(string path, string language)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, path, language, Path.GetFileNameWithoutExtension(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unused(language, path, "TEXT004", "the file cannot be read", e.Message);
        }
    }

    static TextFile Of(JsonElement root, string document, string language, string area)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        DiagnosticLog log = new(document, ReadLimits.Default);
        foreach (var property in root.EnumerateObject())
        {
            SourceLocation place = new(0, 0, property.Name);
            if (property.Value.ValueKind != JsonValueKind.String)
            {
                log.Warn("TEXT005", place, "the value is no text and is not used");
            }
            else if (property.Value.GetString() is not { Length: > 0 and <= TextCharsMax } text || string.IsNullOrWhiteSpace(text))
            {
                log.Warn("TEXT005", place, string.Create(CultureInfo.InvariantCulture, $"the text is empty or longer than {TextCharsMax:N0} characters and is not used"));
            }
            else if (text.Any(static c => char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')))
            {
                log.Warn("TEXT006", place, "the text has a control character, or one that turns the direction of what follows, and is not used");
            }
            else if (!texts.TryAdd($"{area}.{property.Name}", text))
            {
                log.Warn("TEXT007", place, "the key stands twice; the first text is used");
            }
        }

        return new TextFile(language, document, texts, log.ToList());
    }

    static TextFile Unused(string language, string document, string code, string message, string advice)
        => new(language, document, new Dictionary<string, string>(StringComparer.Ordinal), [new Diagnostic(code, Severity.Error, document, SourceLocation.Whole, message, Advice: advice.Length > 0 ? advice : null)]);
}
