namespace Merlon.Hunting;

/// <summary>A part of a file that one thread evaluates: a block of JSON, a run of chunks, or a whole file.</summary>
abstract class HuntPiece
{
    /// <summary>Its place in the order of all pieces, from 0.</summary>
    public long Number { get; set; }

    /// <summary>Evaluates it; side by side with other pieces.</summary>
    public abstract void Run(HuntRun run, HuntThread thread);

    /// <summary>Hands over what was found; one piece at a time, in order.</summary>
    public abstract void Deliver(HuntRun run, HuntThread thread);
}
