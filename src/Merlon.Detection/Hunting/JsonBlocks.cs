using System.Collections.Concurrent;
using Merlon.Logs.Json;

namespace Merlon.Hunting;

/// <summary>Cuts a JSON file into blocks, at line ends where there are any.</summary>
sealed class JsonBlocks : IDisposable
{
    /// <summary>Size of a block, in bytes: it stays in the cache of the core that read it.</summary>
    public const int BlockBytes = 512 * 1024;

    readonly ConcurrentBag<JsonBlock> used = [];
    readonly JsonFile file;
    readonly Stream stream;
    byte[] left = new byte[BlockBytes];
    int leftLength;
    bool isAtEnd;

    /// <summary>Blocks of a stream, which is disposed of with them.</summary>
    public JsonBlocks(JsonFile file, Stream stream)
    {
        this.file = file;
        file.Format = Logs.LogFormat.Json;
        this.stream = JsonLogReader.AsUtf8(stream, out var mark);
        file.Skip(mark);
    }

    /// <summary>The next block, or null after the last.</summary>
    public JsonBlock? Next()
    {
        if (isAtEnd)
        {
            return null;
        }

        var block = used.TryTake(out var old) ? old : new JsonBlock(file, used);
        left.AsSpan(0, leftLength).CopyTo(block.Bytes);
        var length = leftLength;
        leftLength = 0;
        Exception? trouble = null;
        try
        {
            while (length < BlockBytes && !isAtEnd)
            {
                var read = stream.Read(block.Bytes, length, BlockBytes - length);
                isAtEnd = read == 0;
                length += read;
            }
        }
        catch (Exception found) when (HuntPieces.IsTrouble(found))
        {
            trouble = found;
            isAtEnd = true;
        }

        if (!isAtEnd && block.Bytes.AsSpan(0, length).LastIndexOf((byte)'\n') is var last and >= 0)
        {
            leftLength = length - last - 1;
            block.Bytes.AsSpan(last + 1, leftLength).CopyTo(left);
            length = last + 1;
        }

        block.Begin(length, isAtEnd, trouble);
        return block;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}

/// <summary>A block of a JSON file.</summary>
/// <param name="file">Whose it is.</param>
/// <param name="used">Where it goes when it was handed over, to be used again.</param>
sealed class JsonBlock(JsonFile file, ConcurrentBag<JsonBlock> used) : HuntPiece
{
    readonly HuntBatch batch = new();
    JsonAhead? ahead;
    Exception? trouble;
    int length;
    bool isFinal;

    /// <summary>What was read of the file, as far as the block reaches; the rest is left from an earlier block.</summary>
    public byte[] Bytes { get; } = new byte[JsonBlocks.BlockBytes];

    /// <summary>Makes it the next block.</summary>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="isFinal">True for the last of its file.</param>
    /// <param name="trouble">What ended the file.</param>
    public void Begin(int length, bool isFinal, Exception? trouble)
    {
        this.length = length;
        this.isFinal = isFinal;
        this.trouble = trouble;
        ahead = null;
    }

    /// <inheritdoc/>
    public override void Run(HuntRun run, HuntThread thread)
    {
        if (file.IsInOrder)
        {
            return;
        }

        var hunter = thread.Json;
        hunter.Framer = new JsonFramer(hunter.Limits);
        batch.Clear(thread.Routes.Pipelines.Pipelines.Length);
        ahead = new JsonAhead(hunter.Hunt(Bytes.AsSpan(0, length), isFinal, batch), hunter.Framer);
    }

    /// <inheritdoc/>
    public override void Deliver(HuntRun run, HuntThread thread)
    {
        file.Deliver(Bytes.AsSpan(0, length), isFinal, ahead, batch, run, thread);
        if (!isFinal)
        {
            run.Report(file);
            used.Add(this);
            return;
        }

        if (trouble is not null)
        {
            file.Fail(trouble);
        }

        run.End(file);
    }
}
