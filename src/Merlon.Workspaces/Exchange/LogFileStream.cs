using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// A log file as a reader sees it: what goes wrong with the file (it vanished, it became shorter, its compression is damaged,
/// it unpacks without end) ends the stream and is said in <c>Trouble</c>.
/// </summary>
/// <param name="open">Opens what is read; may throw as files do.</param>
/// <param name="trouble">Takes what went wrong.</param>
sealed class LogFileStream(Func<LogFileSource> open, DiagnosticLog trouble) : ForwardStream
{
    LogFileSource source;
    bool isAtEnd;
    long given;

    /// <summary>What the file should hold, in bytes; less is said. Null where that is not known.</summary>
    public long? BytesExpected { get; init; }

    /// <summary>Bounds of what is unpacked.</summary>
    public LogFileOptions Options { get; init; } = LogFileOptions.Default;

    public override int Read(Span<byte> buffer)
    {
        if (isAtEnd || buffer.IsEmpty)
        {
            return 0;
        }

        try
        {
            if (source.Content is null)
            {
                source = open();
            }

            var count = source.Content.Read(buffer);
            given += count;
            isAtEnd = count == 0 || source.Packed is { } packed && IsBomb(packed);
            if (count == 0 && given < BytesExpected)
            {
                trouble.Warn("LOG311", SourceLocation.Whole, "the file became shorter while it was read; what it still held was read");
            }

            return count;
        }
        catch (Exception e) when (LogFileKind.IsDamage(e))
        {
            trouble.Error("LOG312", SourceLocation.Whole, $"its compressed data is damaged or cut off; what stands before that was read: {e.Message.TrimEnd('.')}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            trouble.Error("LOG310", SourceLocation.Whole, $"the file cannot be read{(given > 0 ? " to its end" : "")}: {e.Message.TrimEnd('.')}");
        }

        isAtEnd = true;
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Content?.Dispose();
        }

        base.Dispose(disposing);
    }

    bool IsBomb(Stream packed)
    {
        var isBomb = given > Options.UnpackedBytesMax
            || given > Options.UnpackedFreeBytes && given / Math.Max(1, packed.Position) > Options.UnpackedRatioMax;
        if (isBomb)
        {
            trouble.Warn(
                "LOG313", SourceLocation.Whole,
                given > Options.UnpackedBytesMax
                    ? $"it unpacks to more than {Options.UnpackedBytesMax / (1024 * 1024):N0} MiB; the rest was left out"
                    : $"it unpacks to more than {Options.UnpackedRatioMax} times its size, as only a bomb does; the rest was left out",
                advice: "unpack it yourself if you trust it");
        }

        return isBomb;
    }
}

/// <summary>An opened log file.</summary>
/// <param name="Content">Decompressed; disposing it closes the file.</param>
/// <param name="Packed">The compressed stream that it is made from, whose position says how much was taken; null where nothing is compressed.</param>
readonly record struct LogFileSource(Stream Content, Stream? Packed = null);
