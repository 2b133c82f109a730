using System.Diagnostics;

namespace Merlon.Web.Tests.Storage;

/// <summary>A real <c>merlon</c> in a process of its own, which a test may kill.</summary>
sealed class MerlonProcess : IDisposable
{
    readonly Process process;

    MerlonProcess(Process process) => this.process = process;

    /// <summary>The lines that it writes.</summary>
    public StreamReader Output => process.StandardOutput;

    /// <summary>Starts one.</summary>
    /// <param name="before">Shell commands that come first, such as <c>ulimit -f 100</c>; they hold for it.</param>
    /// <param name="arguments">Its command line.</param>
    public static MerlonProcess Start(string? before, params IEnumerable<string> arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "merlon.dll");
        ProcessStartInfo start = new(before is null ? "dotnet" : "bash") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (before is not null)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(before + "; exec dotnet \"$0\" \"$@\"");
        }

        foreach (var argument in arguments.Prepend(program))
        {
            start.ArgumentList.Add(argument);
        }

        return new MerlonProcess(Process.Start(start) ?? throw new InvalidOperationException("merlon does not start"));
    }

    /// <summary>Waits for its end: exit code and what it said on the error stream.</summary>
    public async Task<(int ExitCode, string Error)> EndAsync()
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        _ = await output;
        return (process.ExitCode, error);
    }

    /// <summary>Kills it with no chance to tidy up, and waits until it is gone, and whatever it started that still has its output.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience.Time);
    }

    /// <summary>Waits for a line of its output that begins with a text.</summary>
    public async Task<string> LineAsync(string begin)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(begin, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException("merlon ended: " + await process.StandardError.ReadToEndAsync());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
    }
}
