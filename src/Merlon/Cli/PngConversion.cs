using System.Diagnostics;
using System.Globalization;
using System.Text;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary>
/// SVG into PNG through a converter that the machine has: found on PATH by name, called with a list of arguments (no shell),
/// in a folder of its own, for a bounded time. What it is given is our own drawing, which refers to nothing outside.
/// </summary>
static class PngConversion
{
    /// <summary>Time that a converter may take.</summary>
    const int ConversionSeconds = 120;

    /// <summary>Bytes of a picture that is taken over.</summary>
    const int PngBytesMax = 512 * 1024 * 1024;

    static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    static readonly Converter[] Converters =
    [
        new("rsvg-convert", static job => ["--format", "png", "--output", job.Png, job.Svg]),
        new("inkscape", static job => [job.Svg, "--export-type=png", $"--export-filename={job.Png}"]),
        new("chromium", Browser),
        new("chromium-browser", Browser),
        new("google-chrome", Browser),
        new("magick", static job => [job.Svg, job.Png]),
        new("convert", static job => [job.Svg, job.Png]),
    ];

    /// <summary>Programs that are looked for, in this order.</summary>
    public static IReadOnlyList<string> Names => [.. Converters.Select(static converter => converter.Program)];

    /// <summary>Converts and writes the file whole; null when it is there, else what went wrong.</summary>
    public static async Task<string?> TryWriteAsync(string svg, int width, int height, string file, CancellationToken cancellationToken)
    {
        var found = Converters.Select(static converter => (converter, path: Find(converter.Program))).Where(static one => one.path is not null).ToList();
        if (found.Count == 0)
        {
            return "no converter from SVG to PNG is installed";
        }

        var folder = Directory.CreateTempSubdirectory("merlon-png-");
        try
        {
            var job = new Job(Path.Combine(folder.FullName, "drawing.svg"), Path.Combine(folder.FullName, "drawing.png"), folder.FullName, width, height);
            await File.WriteAllTextAsync(job.Svg, svg, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken);
            var failures = new List<string>();
            foreach (var (converter, path) in found)
            {
                if (await RunAsync(path!, converter.Arguments(job), folder.FullName, cancellationToken) is { } failure) // found: not null
                {
                    failures.Add($"{converter.Program} {failure}");
                }
                else if (!IsPng(job.Png))
                {
                    failures.Add($"{converter.Program} made no PNG");
                }
                else
                {
                    var bytes = SingleFile.Read(job.Png, PngBytesMax);
                    SingleFile.Write(file, stream => stream.Write(bytes), cancellationToken);
                    return null;
                }
            }

            return string.Join("; ", failures);
        }
        finally
        {
            Remove(folder);
        }
    }

    // A browser's helpers may write there for a moment longer than the browser lives: what cannot be removed stays among the system's temporary files.
    static void Remove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // the picture is there all the same
        }
    }

    static async Task<string?> RunAsync(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start);
        if (process is null)
        {
            return "could not be started";
        }

        process.StandardInput.Close();
        var drained = Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken), process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken));
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(TimeSpan.FromSeconds(ConversionSeconds));
        try
        {
            await process.WaitForExitAsync(time.Token);
            await drained;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return string.Create(CultureInfo.InvariantCulture, $"did not end within {ConversionSeconds} s");
        }

        return process.ExitCode == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"ended with {process.ExitCode}");
    }

    static IReadOnlyList<string> Browser(Job job) =>
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=2", $"--user-data-dir={Path.Combine(job.Folder, "profile")}",
        string.Create(CultureInfo.InvariantCulture, $"--window-size={job.Width},{job.Height}"), $"--screenshot={job.Png}", new Uri(job.Svg).AbsoluteUri,
    ];

    static bool IsPng(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var stream = File.OpenRead(path);
        var head = new byte[Signature.Length];
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.AsSpan().SequenceEqual(Signature);
    }

    static string? Find(string program)
    {
        var name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, name))
            // Windows has a convert of its own, which converts disks.
            .FirstOrDefault(path => File.Exists(path) && !(program == "convert" && OperatingSystem.IsWindows()));
    }

    sealed record Converter(string Program, Func<Job, IReadOnlyList<string>> Arguments);

    sealed record Job(string Svg, string Png, string Folder, int Width, int Height);
}
