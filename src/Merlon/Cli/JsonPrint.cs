using System.Text.Json;

namespace Merlon.Cli;

/// <summary>What <c>--json</c> prints.</summary>
static class JsonPrint
{
    /// <summary>Prints one document on one line, and a line break.</summary>
    public static void To(Terminal terminal, Action<Utf8JsonWriter> write) => terminal.Out.WriteLine(JsonText.Line(write));
}
