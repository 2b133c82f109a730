using System.Collections.Immutable;
using System.Text;

namespace Merlon.Logs.Text;

/// <summary>The fields of a syslog line: those of its header, then what can be known of its message.</summary>
static class SyslogFields
{
    static readonly ImmutableArray<string> Facilities =
    [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp", "audit", "alert", "clock",
        "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ];

    static readonly ImmutableArray<string> Severities = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

    /// <summary>Adds the header: <c>facility</c>, <c>severity</c>, <c>timestamp</c>, <c>time</c>, <c>host</c>, <c>program</c>, <c>pid</c>, <c>msgid</c>, structured data.</summary>
    public static void AddHeader(SyslogHeader header, LogEvent record, LogLimits limits)
    {
        if (header.Priority >= 0)
        {
            record.Add("facility", Facilities[header.Priority / 8]);
            record.Add("severity", Severities[header.Priority % 8]);
        }

        Add(record, "timestamp"u8, header.Timestamp);
        if (header.Time is { } time)
        {
            TextTimes.Add(record, time);
        }

        Add(record, "host"u8, header.Host);
        Add(record, "program"u8, header.Program);
        Add(record, "pid"u8, header.Process);
        Add(record, "msgid"u8, header.MessageId);
        AddStructuredData(header.StructuredData, record, limits);
    }

    /// <summary>
    /// Adds the message and what it holds: CEF, LEEF, a line of the audit daemon, JSON, or pairs of key and value. Such a
    /// field does not take the place of one of the header that has its name.
    /// </summary>
    public static void AddMessage(ReadOnlySpan<byte> message, LogEvent record, LogReadOptions options)
    {
        if (message.StartsWith("CEF:"u8) && CefFields.TryAdd(message, record, options) || message.StartsWith("LEEF:"u8) && LeefFields.TryAdd(message, record, options))
        {
            return;
        }

        record.Add("message"u8, message);
        var json = message.StartsWith("@cee:"u8) ? message["@cee:"u8.Length..].Trim((byte)' ') : message;
        if (json is [(byte)'{', ..] && JsonFields.TryAdd(json.TrimEnd((byte)' '), "", record, options.Limits))
        {
            return;
        }

        var audit = message.IndexOf("type="u8);
        if (audit >= 0 && AuditdLine.IsOne(message[audit..]))
        {
            AuditdLine.Add(message[audit..], record, options.Limits.FieldsMax);
            return;
        }

        AddPairs(message, record, options.Limits);
    }

    // RFC 5424, 6.3: [id name="value" …][…], where \" \\ \] stand for themselves
    static void AddStructuredData(ReadOnlySpan<byte> data, LogEvent record, LogLimits limits)
    {
        while (data is [(byte)'[', ..])
        {
            data = data[1..];
            var idEnd = data.IndexOfAny(" ]"u8);
            if (idEnd < 0)
            {
                return;
            }

            var id = Encoding.UTF8.GetString(data[..idEnd]);
            data = data[idEnd..];
            while (data is [(byte)' ', ..] && record.Count < limits.FieldsMax)
            {
                data = data.TrimStart((byte)' ');
                var equals = data.IndexOf("=\""u8);
                if (equals < 0)
                {
                    return;
                }

                var name = Encoding.UTF8.GetString(data[..equals]);
                data = data[(equals + 2)..];
                var end = QuoteAt(data);
                record.Add(Encoding.UTF8.GetBytes($"{id}.{name}"), KeyValues.Unescape(data[..end]), depth: 1);
                data = data[Math.Min(end + 1, data.Length)..];
            }

            data = data is [(byte)']', ..] ? data[1..] : default;
        }
    }

    static int QuoteAt(ReadOnlySpan<byte> data)
    {
        var at = 0;
        while (at < data.Length && data[at] != '"')
        {
            at += data[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at, data.Length);
    }

    static void AddPairs(ReadOnlySpan<byte> message, LogEvent record, LogLimits limits)
    {
        if (message.IndexOf(" ; "u8) > 0)
        {
            AddParts(message, record, limits);
            return;
        }

        var pairs = new KeyValues(message);
        while (record.Count < limits.FieldsMax && pairs.Next())
        {
            record.Add(pairs.Key, pairs.PlainValue(), depth: 1);
        }
    }

    // sudo: root : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/bin/ls -l
    static void AddParts(ReadOnlySpan<byte> message, LogEvent record, LogLimits limits)
    {
        foreach (var range in message.Split(" ; "u8))
        {
            var part = message[range];
            var equals = part.IndexOf((byte)'=');
            if (equals <= 0 || record.Count == limits.FieldsMax)
            {
                continue;
            }

            var key = part[(part[..equals].LastIndexOf((byte)' ') + 1)..equals];
            if (KeyValues.IsKey(key))
            {
                record.Add(key, part[(equals + 1)..], depth: 1);
            }
        }
    }

    static void Add(LogEvent record, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            record.Add(name, value);
        }
    }
}
