using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Merlon.Assessment;

namespace Merlon.Workspaces;

/// <summary>
/// Who signed which assessment, when, over which inputs and outputs: docs/formats/signoff.md. What is signed and chained is <see cref="Text"/>,
/// lines of a key and a value; everything else is read out of it.
/// </summary>
public sealed record SignOffRecord
{
    /// <summary>Version of the text.</summary>
    public const int FormatVersion = 1;

    /// <summary>What is signed: UTF-8, each line ended by a line feed.</summary>
    public required string Text { get; init; }

    /// <summary>SHA-256 of <see cref="Text"/>, 64 hexadecimal digits; the next record names it.</summary>
    public required string Hash { get; init; }

    /// <summary>The files that the assessment was judged from; their list's hash stands in the text.</summary>
    public required IReadOnlyList<InputFile> Inputs { get; init; }

    /// <summary>The signature, or null for a record that nobody signed with a key.</summary>
    public SignOffSignature? Signature { get; init; }

    /// <summary>1, 2, 3 … within the journal.</summary>
    public long Number => long.TryParse(this["number"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>When (UTC).</summary>
    public DateTimeOffset? SignedAt => DateTimeOffset.TryParse(this["signed-at"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>The day that the assessment speaks of.</summary>
    public DateOnly? AsOf => DateOnly.TryParseExact(this["as-of"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>What came out.</summary>
    public CoverageSummary Summary => new(
        NumberOf("visibility"), NumberOf("detection"), NumberOf("prevention"), NumberOf("covered"), (int)NumberOf("techniques"), (int)NumberOf("refuted"),
        (int)NumberOf("tested"));

    /// <summary>A value of the text: <c>by</c>, <c>role</c>, <c>note</c>, <c>organisation</c>, <c>merlon</c>, <c>release</c>, <c>inputs</c>, <c>output</c> …; empty when absent.</summary>
    public string this[string key]
    {
        get
        {
            foreach (var line in Text.Split('\n'))
            {
                if (line.StartsWith(key, StringComparison.Ordinal) && line.Length > key.Length && line[key.Length] == ' ')
                {
                    return line[(key.Length + 1)..];
                }
            }

            return "";
        }
    }

    /// <summary>SHA-256 of a text's UTF-8.</summary>
    internal static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The text of these values: one line each, in this order; line breaks within a value become spaces.</summary>
    internal static string TextOf(IEnumerable<(string Key, string Value)> values)
        => string.Concat(values.Select(static v => $"{v.Key} {string.Concat(v.Value.Select(static c => char.IsControl(c) ? ' ' : c))}\n"));

    /// <summary>Writes it as <c>signoff.json</c>.</summary>
    public void Write(Stream output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("merlon_signoff", FormatVersion);
        json.WriteStartArray("record");
        foreach (var line in Text.TrimEnd('\n').Split('\n'))
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
        json.WriteString("hash", Hash);
        if (Signature is { } signature)
        {
            json.WriteStartObject("signature");
            json.WriteString("algorithm", signature.Algorithm);
            json.WriteString("public_key", signature.PublicKey);
            json.WriteString("value", signature.Value);
            json.WriteEndObject();
        }

        json.WriteStartArray("inputs");
        foreach (var file in Inputs)
        {
            json.WriteStartObject();
            json.WriteString("role", file.Role.ToString());
            json.WriteString("document", file.Document);
            json.WriteString("sha256", file.Sha256);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads a <c>signoff.json</c>; null when it is not one.</summary>
    public static SignOffRecord? TryRead(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("merlon_signoff", out var version) || !version.TryGetInt32(out var number) || number != FormatVersion)
            {
                return null;
            }

            return new SignOffRecord
            {
                Text = string.Concat(root.GetProperty("record").EnumerateArray().Select(static line => line.GetString() + "\n")),
                Hash = root.GetProperty("hash").GetString() ?? "",
                Inputs = [.. root.GetProperty("inputs").EnumerateArray().Select(InputOf)],
                Signature = root.TryGetProperty("signature", out var signature)
                    ? new SignOffSignature(StringOf(signature, "algorithm"), StringOf(signature, "public_key"), StringOf(signature, "value"))
                    : null,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    static InputFile InputOf(JsonElement file) => new(
        Enum.TryParse<InputRole>(StringOf(file, "role"), out var role) ? role : InputRole.Other, StringOf(file, "document"), StringOf(file, "sha256"),
        file.GetProperty("bytes").GetInt64());

    static string StringOf(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    double NumberOf(string key) => double.TryParse(this[key], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && Math.Abs(number) < int.MaxValue ? number : 0;
}

/// <summary>A digital signature over a record's text.</summary>
/// <param name="Algorithm"><c>ECDSA-SHA256</c> (DER) or <c>RSA-SHA256</c> (PKCS #1 v1.5).</param>
/// <param name="PublicKey">The signer's public key as PEM.</param>
/// <param name="Value">The signature, base64.</param>
public sealed record SignOffSignature(string Algorithm, string PublicKey, string Value);
