namespace Merlon.Logs.Evtx;

/// <summary>Why a record could not be read; its diagnostic says it in words.</summary>
enum BinXmlFault
{
    /// <summary>It was read.</summary>
    None,

    /// <summary>A part of it would lie outside of the record, the template or the chunk.</summary>
    Truncated,

    /// <summary>A byte stands where a token must, and is none, or none that may stand there.</summary>
    Token,

    /// <summary>A name lies outside of the chunk.</summary>
    Name,

    /// <summary>Elements or fragments are nested too deep.</summary>
    Depth,

    /// <summary>A template, with its names written out, or the record's text is too long, or it has too many fields.</summary>
    Size,

    /// <summary>Elements are not closed in the order in which they are opened.</summary>
    Balance,
}
