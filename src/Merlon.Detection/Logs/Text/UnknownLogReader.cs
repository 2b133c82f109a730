using Merlon.Documents;

namespace Merlon.Logs.Text;

/// <summary>Stands for a file that was not recognised: it has no records and says so.</summary>
/// <param name="diagnostics">Why.</param>
sealed class UnknownLogReader(IReadOnlyList<Diagnostic> diagnostics) : LogReader
{
    public override LogFormat Format => LogFormat.Unknown;

    public override IReadOnlyList<Diagnostic> Diagnostics => diagnostics;

    public override bool Read(LogEvent record)
    {
        record.Clear();
        return false;
    }
}
