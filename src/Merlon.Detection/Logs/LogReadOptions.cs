namespace Merlon.Logs;

/// <summary>What a reader is told that the file does not say itself.</summary>
public sealed record LogReadOptions
{
    /// <summary>Nothing is told.</summary>
    public static LogReadOptions Default { get; } = new();

    /// <summary>What is too much.</summary>
    public LogLimits Limits { get; init; } = LogLimits.Default;

    /// <summary>
    /// Year of times that are written without one (RFC 3164), such as that of the file's last change; null leaves such
    /// records without a field <c>time</c>. A later month than that of <see cref="LastMonth"/> is of the year before.
    /// </summary>
    public int? Year { get; init; }

    /// <summary>Month of <see cref="Year"/> in which the last record was written, 1 to 12; 12 where it is not known.</summary>
    public int LastMonth { get; init; } = 12;

    /// <summary>
    /// True to add a record for each start of a process that the audit daemon tells in several lines (<c>SYSCALL</c>,
    /// <c>EXECVE</c>, <c>CWD</c>, <c>PROCTITLE</c>), with the fields of Sigma's <c>process_creation</c>.
    /// </summary>
    public bool IsJoiningAuditd { get; init; }
}
