namespace Merlon.Logs.Evtx;

/// <summary>What the format fixes, and how much of a hostile event log is taken. The same figures are in docs/limits.md.</summary>
static class EvtxLimits
{
    /// <summary>Bytes of a chunk, fixed by the format.</summary>
    public const int ChunkBytes = 65_536;

    /// <summary>Where the records of a chunk begin, fixed by the format.</summary>
    public const int ChunkHeaderBytes = 512;

    /// <summary>Bytes of the file header that mean something, fixed by the format.</summary>
    public const int FileHeaderBytes = 128;

    /// <summary>Bytes before the first chunk where the header does not say or lies.</summary>
    public const int FileHeaderBlockBytes = 4_096;

    /// <summary>Bytes of a record before its BinXml, fixed by the format: signature, size, number, time.</summary>
    public const int RecordHeaderBytes = 24;

    /// <summary>Smallest record: its header of 24 bytes and the copy of its size.</summary>
    public const int RecordBytesMin = 28;

    /// <summary>Deepest nesting of elements in one fragment, in levels.</summary>
    public const int ElementDepthMax = 64;

    /// <summary>Deepest nesting of fragments in values, in levels.</summary>
    public const int FragmentDepthMax = 8;

    /// <summary>Templates and elements of one chunk with their names written out, in bytes.</summary>
    public const int OutlineBytesMax = 1024 * 1024;

    /// <summary>Longest event in XML, in bytes of UTF-8.</summary>
    public const int EventXmlBytesMax = 4 * 1024 * 1024;

    /// <summary>Most fields of one record.</summary>
    public const int RecordFieldsMax = 10_000;

    /// <summary>Most text that the records of one chunk can have, names of fields included, in bytes; counted as the most that values can become.</summary>
    public const int ChunkTextBytesMax = 8 * 1024 * 1024;

    /// <summary>Most text of values that are no text in the chunk and that rules read, of one record, in bytes; past it the record is read in full.</summary>
    public const int RenderedBytesMax = 16_384;

    /// <summary>Most fields of a template that are given to rules without reading the record in full.</summary>
    public const int FedFieldsMax = 1_000;

    /// <summary>Most bytes of arrays whose elements are given to rules without reading the record in full, in bytes.</summary>
    public const int FedArrayBytesMax = 4_096;

    /// <summary>Most routes that are kept; past it all are dropped and made anew.</summary>
    public const int RoutesMax = 4_096;

    /// <summary>Most plans of templates that are bound to one route at a time.</summary>
    public const int BoundPlansMax = 64;

    /// <summary>Most plans that are kept for templates to come; past it all are dropped and made anew.</summary>
    public const int PlansMax = 4_096;

    /// <summary>Most bytes of templates that are kept with the plans; past it all are dropped and made anew.</summary>
    public const int PlanBytesMax = 16 * 1024 * 1024;
}
