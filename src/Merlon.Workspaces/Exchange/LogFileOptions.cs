using Merlon.Documents;
using Merlon.Logs;

namespace Merlon.Workspaces.Exchange;

/// <summary>How log files are found and opened.</summary>
public sealed record LogFileOptions
{
    /// <summary>Nothing out of the ordinary.</summary>
    public static LogFileOptions Default { get; } = new();

    /// <summary>Bounds files and diagnostics.</summary>
    public ReadLimits Limits { get; init; } = ReadLimits.Default;

    /// <summary>What every file is, or null to recognise each.</summary>
    public LogFormat? Format { get; init; }

    /// <summary>Opens what <c>-</c> stands for; null where there is no standard input.</summary>
    public Func<Stream>? OpenStandardInput { get; init; }

    /// <summary>Output past which compressed data is suspected, in bytes.</summary>
    public long UnpackedFreeBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Most bytes that one compressed byte may become, past <see cref="UnpackedFreeBytes"/>; deflate can reach 1,032.</summary>
    public int UnpackedRatioMax { get; init; } = 500;

    /// <summary>Most bytes that one compressed file or entry may become.</summary>
    public long UnpackedBytesMax { get; init; } = 1024L * 1024 * 1024 * 1024;
}

/// <summary>Log files that were found.</summary>
/// <param name="Inputs">In the order of the paths; those of a folder, glob or archive ordinally by their names, entries of an archive in its own order.</param>
/// <param name="Diagnostics">What was noticed while looking.</param>
public sealed record LogFileList(IReadOnlyList<LogInput> Inputs, IReadOnlyList<Diagnostic> Diagnostics);
