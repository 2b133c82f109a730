namespace Merlon.Logs;

/// <summary>How records are written in a file.</summary>
public enum LogFormat
{
    /// <summary>Not recognised.</summary>
    Unknown,

    /// <summary>Windows event log ([MS-EVEN6] BinXml in chunks of 64 KiB).</summary>
    Evtx,

    /// <summary>JSON: one object a line, one array of objects, or objects one after the other.</summary>
    Json,

    /// <summary>Windows events as XML: one <c>Event</c> after another, in an <c>Events</c> element or not.</summary>
    EventXml,

    /// <summary>Comma-separated values with a header (RFC 4180); also with semicolons or bars.</summary>
    Csv,

    /// <summary>Tab-separated values with a header.</summary>
    Tsv,

    /// <summary>Linux audit daemon, a record for each line.</summary>
    Auditd,

    /// <summary>Syslog lines (RFC 3164, RFC 5424).</summary>
    Syslog,

    /// <summary>ArcSight Common Event Format, with or without a syslog header.</summary>
    Cef,

    /// <summary>QRadar Log Event Extended Format 1.0 and 2.0, with or without a syslog header.</summary>
    Leef,

    /// <summary>Lines of <c>key=value</c>.</summary>
    Logfmt,

    /// <summary>Zeek's tab-separated logs with <c>#fields</c>.</summary>
    Zeek,

    /// <summary>W3C extended log file format, as IIS writes it, with <c>#Fields:</c>.</summary>
    W3c,

    /// <summary>Web server access logs in the common or combined format (Apache, nginx).</summary>
    AccessLog,
}
