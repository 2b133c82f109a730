using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary>One line on the error stream that says what long work is doing; nothing at all unless a person watches.</summary>
sealed class ProgressLine(Terminal terminal) : IProgress<WorkProgress>, IDisposable
{
    const int IntervalMs = 80;

    readonly Lock gate = new();
    string stage = "";
    long shownAt;
    bool isShown;

    public void Report(WorkProgress value)
    {
        if (!terminal.IsErrorTerminal)
        {
            return;
        }

        lock (gate)
        {
            var now = terminal.Clock.GetTimestamp();
            var isNew = !string.Equals(value.Stage, stage, StringComparison.Ordinal);
            if (!isNew && terminal.Clock.GetElapsedTime(shownAt, now).TotalMilliseconds < IntervalMs)
            {
                return;
            }

            (stage, shownAt, isShown) = (value.Stage, now, true);
            var counts = value.Detail is { } detail ? $"  {SafeText.Line(detail)}" : value.Total > 0 ? $"  {Page.Count(value.Done)} of {Page.Count(value.Total)}" : "";
            terminal.Error.Write($"\r\u001b[K{Columns.Cut(SafeText.Line(value.Stage) + counts, terminal.WidthColumns - 1)}");
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isShown)
            {
                terminal.Error.Write("\r\u001b[K");
                isShown = false;
            }
        }
    }
}
