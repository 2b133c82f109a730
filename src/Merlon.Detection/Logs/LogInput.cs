using Merlon.Documents;

namespace Merlon.Logs;

/// <summary>A file of records that can be opened: a path, an entry of an archive, standard input.</summary>
/// <param name="Document">Its name for people, such as <c>logs.zip!host1.evtx</c>.</param>
/// <param name="Open">
/// Opens it at its beginning, decompressed. What goes wrong with the file itself ends the stream early and stands in
/// <see cref="Trouble"/>; nothing is thrown for it.
/// </param>
/// <param name="Bytes">Its size decompressed, estimated where its container does not say, or null where that cannot be; for progress only.</param>
/// <param name="Format">What its owner says that it is, or null to recognise it.</param>
public sealed record LogInput(string Document, Func<Stream> Open, long? Bytes = null, LogFormat? Format = null)
{
    /// <summary>True where a person named the file; one that was found in a folder or archive may well be no log.</summary>
    public bool IsNamed { get; init; } = true;

    /// <summary>What befell the file while it was read, such as damaged compression; read it after the stream's end. Null where nothing can.</summary>
    public DiagnosticLog? Trouble { get; init; }
}
