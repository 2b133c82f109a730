namespace Merlon.Controls;

/// <summary>How much of a mapping is taken. docs/limits.md.</summary>
public static class MappingLimits
{
    /// <summary>Largest mapping file, in bytes.</summary>
    public const int BytesMax = 64 * 1024 * 1024;

    /// <summary>Most rows of a file; the rest is refused and counted.</summary>
    public const int RowsMax = 200_000;

    /// <summary>Longest id of a control or framework, in UTF-16 units; a row with a longer one is refused.</summary>
    public const int IdCharsMax = 200;

    /// <summary>Longest title, comment or reference that is kept, in UTF-16 units; longer ones are cut.</summary>
    public const int TextCharsMax = 4_000;

    /// <summary>Most references that are kept of one row.</summary>
    public const int ReferencesMax = 50;

    /// <summary>Most frameworks that one file speaks of.</summary>
    public const int FrameworksMax = 100;

    /// <summary>Most hops of a chain of frameworks to a technique.</summary>
    public const int HopsMax = 8;

    /// <summary>Most controls that are looked at on the way from one control to its techniques.</summary>
    public const int ChainControlsMax = 20_000;

    /// <summary>Longest record of a CSV crosswalk, in UTF-16 units.</summary>
    public const int RecordCharsMax = 100_000;

    /// <summary>Most columns of a CSV crosswalk.</summary>
    public const int ColumnsMax = 200;

    /// <summary>Most mapping files that an organisation names or a workspace keeps.</summary>
    public const int FilesMax = 200;
}
