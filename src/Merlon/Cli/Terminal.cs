using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary>
/// Where a command writes and what may be written there. Commands take it as a parameter, so that tests run them in-process
/// and read what they wrote.
/// </summary>
sealed record Terminal
{
    /// <summary>Narrowest and widest page, in columns; wider terminals are not filled, since long lines read badly.</summary>
    public const int WidthColumnsMin = 60, WidthColumnsMax = 160;

    readonly int widthColumns = 100;

    /// <summary>Answers: text or one JSON document.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Everything that is not the answer: diagnostics, progress, questions.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>True when a person reads <see cref="Out"/> on a screen.</summary>
    public bool IsOutTerminal { get; init; }

    /// <summary>True when a person reads <see cref="Error"/> on a screen: progress is shown.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>True when a person can be asked.</summary>
    public bool IsInTerminal { get; init; }

    /// <summary>True when ANSI colours may be written to <see cref="Out"/>.</summary>
    public bool UsesColour { get; init; }

    /// <summary>Columns of a page, kept within <see cref="WidthColumnsMin"/> and <see cref="WidthColumnsMax"/>; default 100.</summary>
    public int WidthColumns
    {
        get => widthColumns;
        init => widthColumns = Math.Clamp(value, WidthColumnsMin, WidthColumnsMax);
    }

    /// <summary>The clock that verbs get.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The database that several servers share, as the command line or the environment names it; null for workspaces in folders.</summary>
    public DatabaseAddress? Database { get; init; }

    /// <summary>A workspace to be opened.</summary>
    /// <param name="folder">Its folder; with a database this machine's copy.</param>
    /// <param name="access">Reading or writing.</param>
    /// <param name="organisation">The organisation's folder or file, whose folder a database shares too; null to leave it alone.</param>
    public WorkspaceOptions WorkspaceAt(string folder, WorkspaceAccess access, string? organisation = null)
        => new(folder, access, Clock) { Database = Database, OrganisationFolder = Database is null || organisation is null ? null : FolderOf(organisation) };

    /// <summary>The folder of an organisation that is named by its folder or its file.</summary>
    public static string FolderOf(string organisation)
        => Path.GetFullPath(organisation.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || File.Exists(organisation) ? Path.GetDirectoryName(Path.GetFullPath(organisation)) ?? "." : organisation);

    /// <summary>True with <c>MERLON_DEBUG=1</c>: a bug shows its stack trace.</summary>
    public bool ShowsStackTraces { get; init; }
}
