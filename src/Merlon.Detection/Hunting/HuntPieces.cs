using System.Collections.Concurrent;
using Merlon.Logs;

namespace Merlon.Hunting;

/// <summary>The pieces of all inputs, in order; opens an input when the one before it has been read.</summary>
/// <param name="inputs">The files.</param>
/// <param name="options">How the hunt runs.</param>
sealed class HuntPieces(IEnumerable<LogInput> inputs, HuntOptions options) : IDisposable
{
    readonly IEnumerator<LogInput> rest = inputs.GetEnumerator();
    readonly ConcurrentBag<EvtxFinds> usedChunks = [];
    JsonBlocks? blocks;
    EvtxPieces? chunks;

    /// <summary>The next piece, or null after the last.</summary>
    public HuntPiece? Next()
    {
        while (true)
        {
            if (blocks is not null)
            {
                if (blocks.Next() is { } block)
                {
                    return block;
                }

                blocks.Dispose();
                blocks = null;
            }

            if (chunks is not null)
            {
                if (chunks.Next() is { } piece)
                {
                    return piece;
                }

                chunks.Dispose();
                chunks = null;
            }

            if (!rest.MoveNext())
            {
                return null;
            }

            if (Open(rest.Current) is { } opened)
            {
                return opened;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        blocks?.Dispose();
        chunks?.Dispose();
        rest.Dispose();
    }

    // A piece, or null where the file is cut into blocks or chunks.
    HuntPiece? Open(LogInput input)
    {
        CountingStream? stream = null;
        try
        {
            var opened = input.Open();
            stream = new CountingStream(opened, opened.CanSeek ? opened.Length - opened.Position : -1);
            var head = new byte[LogReaders.HeadBytes];
            var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            var format = input.Format is { } known and not LogFormat.Unknown ? known : LogFormats.Recognise(head.AsSpan(0, length), input.Document);
            var whole = new HeadedStream(head.AsMemory(0, length), stream);
            if (format is LogFormat.Evtx && options.IsFast)
            {
                chunks = new EvtxPieces(new EvtxFile(input.Document, options.Reading) { Format = format, Source = stream, Trouble = input.Trouble }, whole, usedChunks);
                return null;
            }

            if (format is not LogFormat.Json || !options.IsFast)
            {
                return new ReaderPiece(new ReadFile(input.Document) { Format = format, Source = stream, Trouble = input.Trouble }, whole, format is LogFormat.Unknown ? null : format, input.IsNamed, options);
            }

            blocks = new JsonBlocks(new JsonFile(input.Document) { Source = stream, Trouble = input.Trouble }, whole);
            return null;
        }
        catch (Exception trouble) when (IsTrouble(trouble))
        {
            stream?.Dispose();
            return new FailedPiece(new ReadFile(input.Document) { Trouble = input.Trouble }, trouble);
        }
    }

    /// <summary>True for what an unreadable or damaged file throws.</summary>
    public static bool IsTrouble(Exception trouble) => trouble is IOException or UnauthorizedAccessException or InvalidDataException;

    /// <summary>A file that cannot be opened.</summary>
    sealed class FailedPiece(HuntFile file, Exception trouble) : HuntPiece
    {
        public override void Run(HuntRun run, HuntThread thread)
        {
        }

        public override void Deliver(HuntRun run, HuntThread thread)
        {
            file.Fail(trouble);
            run.End(file);
        }
    }
}
