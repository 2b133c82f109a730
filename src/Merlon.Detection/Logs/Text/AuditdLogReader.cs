using System.Text;

namespace Merlon.Logs.Text;

/// <summary>
/// Reads logs of the Linux audit daemon, a record for each line, as Sigma's rules read them (<c>type: EXECVE</c>,
/// <c>a0: …</c>); where it is told to, also a record for each start of a process (<see cref="AuditdProcess"/>).
/// </summary>
sealed class AuditdLogReader(Stream stream, string document, LogReadOptions options)
    : TextLogReader(stream, document, LogFormat.Auditd, options)
{
    readonly Dictionary<string, AuditdProcess> open = new(StringComparer.Ordinal);
    readonly Queue<string> order = new();
    readonly Queue<AuditdProcess> complete = new();

    public override bool Read(LogEvent record)
    {
        while (true)
        {
            if (complete.TryDequeue(out var process))
            {
                if (Take(process, record))
                {
                    return true;
                }

                continue;
            }

            if (!NextText(out var line))
            {
                if (open.Count == 0)
                {
                    record.Clear();
                    return false;
                }

                Complete(order.Peek());
                continue;
            }

            line = line.TrimStart(" \0"u8);
            if (line.SequenceEqual("----"u8))
            {
                continue; // between the events of ausearch
            }

            if (!AuditdLine.IsOne(line))
            {
                Fail("LOG010", "no line of the audit daemon; it was left out", line);
                continue;
            }

            Begin(record);
            AuditdLine.Add(line, record, Options.Limits.FieldsMax);
            if (Options.IsJoiningAuditd)
            {
                Join(line, record);
            }

            return true;
        }
    }

    void Join(ReadOnlySpan<byte> line, LogEvent record)
    {
        AuditdLine.StampOf(line, out var time, out var serial, out _);
        var key = $"{record.TextOf("node")} {Encoding.UTF8.GetString(time)} {Encoding.UTF8.GetString(serial)}";
        if (!open.TryGetValue(key, out var process))
        {
            if (record.TextOf("type") is not "SYSCALL")
            {
                return; // such an event has no program
            }

            if (open.Count == Options.Limits.AuditEventsMax || order.Count == 2 * Options.Limits.AuditEventsMax)
            {
                Complete(order.Peek());
            }

            open[key] = process = new AuditdProcess { Offset = record.Offset };
            order.Enqueue(key);
        }

        if (process.Take(record))
        {
            Complete(key);
        }
    }

    void Complete(string key)
    {
        if (open.Remove(key, out var process))
        {
            complete.Enqueue(process);
        }

        while (order.TryPeek(out var first) && !open.ContainsKey(first))
        {
            order.Dequeue();
        }
    }

    bool Take(AuditdProcess process, LogEvent record)
    {
        record.Clear();
        if (!process.TryAdd(record))
        {
            return false;
        }

        record.Format = Format;
        record.Number = ++Records;
        record.Offset = process.Offset;
        return true;
    }
}
