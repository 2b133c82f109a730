using Merlon.Cli;

namespace Merlon;

/// <summary>The one executable: command line now, web application later.</summary>
static class Program
{
    /// <summary>How long a command may take to stop after Ctrl-C, in seconds: one that waits for a pipe never looks up.</summary>
    const int StopSeconds = 5;

    static int Main(string[] args)
    {
        using var cancellation = new CancellationTokenSource();
        using var output = ConsoleTerminal.OpenOutput();
        using var error = ConsoleTerminal.OpenError();
        using var impatience = new Timer(_ =>
        {
            error.WriteLine("merlon: cancelled");
            Environment.Exit(ExitCode.Environment);
        });
        ConsoleCancelEventHandler onCancel = (_, pressed) =>
        {
            // The first Ctrl-C asks to stop cleanly; the second one is left to the system, which ends the process.
            pressed.Cancel = !cancellation.IsCancellationRequested;
            impatience.Change(TimeSpan.FromSeconds(StopSeconds), Timeout.InfiniteTimeSpan);
            cancellation.Cancel();
        };
        Console.CancelKeyPress += onCancel;
        var exitCode = MerlonCommand.Run(args, ConsoleTerminal.Of(output, error), cancellation.Token);
        Console.CancelKeyPress -= onCancel;
        return exitCode;
    }
}
