using System.Globalization;
using Merlon.Documents;

namespace Merlon.Logs.Evtx;

/// <summary>Places in an event log as diagnostics name them, by their offset in the file.</summary>
static class EvtxPlace
{
    /// <summary>The byte at <paramref name="offset"/> from the beginning of the file.</summary>
    public static SourceLocation At(long offset) => new(0, 0, string.Create(CultureInfo.InvariantCulture, $"byte {offset:N0}"));
}
