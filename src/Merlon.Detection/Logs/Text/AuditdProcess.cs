using System.Text;

namespace Merlon.Logs.Text;

/// <summary>
/// The start of a process put together from the lines that the audit daemon writes of it, with the names of Sigma's
/// <c>process_creation</c>. It has no field <c>type</c>, so that rules for lines do not read it.
/// </summary>
sealed class AuditdProcess
{
    readonly List<string> arguments = [];
    string time = "";
    string image = "";
    string process = "";
    string parent = "";
    string user = "";
    string session = "";
    string folder = "";
    string title = "";
    string host = "";
    bool isExecve;

    /// <summary>Where the first of its lines begins.</summary>
    public long Offset { get; init; }

    /// <summary>Takes what a further line says; true where it is the last one of the event.</summary>
    public bool Take(LogEvent line)
    {
        time = line.TextOf("time") ?? time;
        host = line.TextOf("node") ?? host;
        switch (line.TextOf("type"))
        {
            case "SYSCALL":
                image = line.TextOf("exe") ?? "";
                process = line.TextOf("pid") ?? "";
                parent = line.TextOf("ppid") ?? "";
                session = line.TextOf("ses") ?? "";
                user = line.TextOf("UID") ?? line.TextOf("uid") ?? "";
                return false;
            case "EXECVE":
                isExecve = true;
                TakeArguments(line);
                return false;
            case "CWD":
                folder = line.TextOf("cwd") ?? "";
                return false;
            case "PROCTITLE":
                title = line.TextOf("proctitle") ?? "";
                return true;
            case "EOE":
                return true;
            default:
                return false;
        }
    }

    /// <summary>Adds its fields; false where the event is no start of a process.</summary>
    public bool TryAdd(LogEvent record)
    {
        if (!isExecve || image.Length == 0)
        {
            return false;
        }

        record.Add("time", time);
        record.Add("Image", image);
        record.Add("CommandLine", arguments.Count > 0 ? string.Join(' ', arguments) : title);
        Add("ProcessId", process);
        Add("ParentProcessId", parent);
        Add("CurrentDirectory", folder);
        Add("User", user);
        Add("LogonId", session);
        Add("Computer", host);
        return true;

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                record.Add(name, value);
            }
        }
    }

    void TakeArguments(LogEvent line)
    {
        for (var i = 0; i < line.Count; i++)
        {
            if (line.NameOf(i) is [(byte)'a', >= (byte)'0' and <= (byte)'9', ..] name && !name.Contains((byte)'_'))
            {
                arguments.Add(Encoding.UTF8.GetString(line.ValueOf(i)));
            }
        }
    }
}
