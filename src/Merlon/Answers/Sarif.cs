using System.Text.Json;

namespace Merlon.Answers;

/// <summary>What every SARIF 2.1.0 log of Merlon has in common: one run of one tool, texts, and files by their address.</summary>
static class Sarif
{
    /// <summary>Writes a log whose rules and results the caller writes, each as a named array.</summary>
    public static void Write(Utf8JsonWriter json, Action rules, Action results)
    {
        json.WriteStartObject();
        json.WriteString("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "Merlon");
        json.WriteString("version", AnswerWords.Version);
        rules();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        results();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes a message or description.</summary>
    public static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    /// <summary>Writes which file it is about.</summary>
    public static void WriteFile(Utf8JsonWriter json, string document)
    {
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", Uri.EscapeDataString(document.Replace('\\', '/')).Replace("%2F", "/", StringComparison.Ordinal));
        json.WriteEndObject();
    }
}
