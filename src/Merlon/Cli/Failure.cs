using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary>The one place where exceptions become messages and exit codes.</summary>
static class Failure
{
    // HRESULTs of ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL; on Unix .NET puts errno ENOSPC (28) into the HResult as it is.
    const int HandleDiskFull = unchecked((int)0x80070027), DiskFull = unchecked((int)0x80070070), NoSpaceLeft = 28;

    /// <summary>Runs a command; whatever it throws is explained on the error stream.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The process ends here: a bug is reported as one instead of as a stack trace.")]
    public static int Guard(Terminal terminal, Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception exception)
        {
            return Report(exception, terminal);
        }
    }

    /// <summary>Refuses an input: one sentence without a full stop, optionally what to do.</summary>
    public static int Refuse(Terminal terminal, string message, string? advice = null)
    {
        terminal.Error.WriteLine($"merlon: {SafeText.Line(message)}");
        if (advice is not null)
        {
            terminal.Error.WriteLine($"  {SafeText.Line(advice)}");
        }

        return ExitCode.BadInput;
    }

    /// <summary>Explains an exception and chooses the exit code.</summary>
    public static int Report(Exception exception, Terminal terminal)
    {
        var (exitCode, message) = Explain(exception);
        terminal.Error.WriteLine($"merlon: {SafeText.Line(message)}");
        if (IsBug(exception))
        {
            terminal.Error.WriteLine("  Nothing that you did should lead here. Please report it with this number, the command and what you expected;");
            terminal.Error.WriteLine("  the same command with MERLON_DEBUG=1 shows where it happened.");
        }

        if (terminal.ShowsStackTraces)
        {
            terminal.Error.WriteLine(SafeText.Block(exception.ToString()));
        }

        return exitCode;
    }

    static (int ExitCode, string Message) Explain(Exception exception) => exception switch
    {
        OperationCanceledException => (ExitCode.Environment, "cancelled; nothing was written"),
        FileNotFoundException or DirectoryNotFoundException => (ExitCode.BadInput, Sentence(exception.Message)),
        InvalidDataException => (ExitCode.BadInput, Sentence(exception.Message)),
        WorkspaceLockedException => (ExitCode.Environment, Sentence(exception.Message)),
        UnauthorizedAccessException => (ExitCode.Environment, $"not allowed: {Sentence(exception.Message)}"),
        IOException { HResult: HandleDiskFull or DiskFull or NoSpaceLeft }
            => (ExitCode.Environment, $"the disk is full: {Sentence(exception.Message)}"),
        IOException => (ExitCode.Environment, Sentence(exception.Message)),
        DbException => (ExitCode.Environment, $"the workspace's journal cannot be used: {Sentence(exception.Message)}"),
        OutOfMemoryException => (ExitCode.Environment, "there is not enough memory for this input"),
        _ => (ExitCode.Environment, $"this is a bug in Merlon {AnswerWords.Version}, number {NumberOf(exception)}: {Sentence(exception.Message)}"),
    };

    static bool IsBug(Exception exception) => exception
        is not (OperationCanceledException or IOException or UnauthorizedAccessException or InvalidDataException or DbException or OutOfMemoryException);

    static string Sentence(string message) => message.TrimEnd('.', ' ', '\n', '\r');

    // The same bug has the same number, on every machine: type and method names, neither lines nor paths.
    static string NumberOf(Exception exception)
    {
        var where = exception.TargetSite is { } method ? $"{method.DeclaringType?.FullName}.{method.Name}" : "";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{exception.GetType().FullName} {where}"));
        return $"BUG-{Convert.ToHexString(hash, 0, 4)}";
    }
}
