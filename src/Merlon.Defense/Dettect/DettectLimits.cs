namespace Merlon.Dettect;

/// <summary>How much of an administration file is used; what lies past a limit is said with DETT012. docs/limits.md.</summary>
static class DettectLimits
{
    /// <summary>Most kinds of systems.</summary>
    public const int SystemsMax = 500;

    /// <summary>Most data sources, techniques or groups of a file.</summary>
    public const int EntriesMax = 5_000;

    /// <summary>Most objects of one data source or technique, and most scores of one logbook.</summary>
    public const int ObjectsMax = 500;

    /// <summary>Most techniques of a group.</summary>
    public const int GroupTechniquesMax = 2_000;
}
