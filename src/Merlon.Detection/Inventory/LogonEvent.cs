using System.Globalization;
using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Inventory;

/// <summary>What a Windows event says of a logon: the security log's 4624, 4625, 4648, 4768, 4771, 4776 and remote desktop's 21, 25, 1149.</summary>
/// <param name="Account">Domain and name.</param>
/// <param name="Origin">Address, else workstation; empty where not said.</param>
/// <param name="Type">Logon type or protocol.</param>
/// <param name="IsSuccess">Whether it succeeded.</param>
readonly record struct LogonEvent(string Account, string Origin, string Type, bool IsSuccess)
{
    const string TerminalSessions = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";
    const string TerminalConnections = "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational";

    /// <summary>Reads one, or null where the record is no logon.</summary>
    /// <param name="record">The record.</param>
    /// <param name="pipeline">Its pipeline, a Windows one.</param>
    /// <param name="selected">Channel and event id.</param>
    public static LogonEvent? Of(LogEvent record, Pipeline pipeline, IReadOnlyList<string> selected)
    {
        if (selected is not [var channel, var id, ..])
        {
            return null;
        }

        if (string.Equals(channel, "Security", StringComparison.OrdinalIgnoreCase))
        {
            return id switch
            {
                "4624" => Make(Target(), Origin(), TypeName(Text("LogonType")), isSuccess: true),
                "4625" => Make(Target(), Origin(), TypeName(Text("LogonType")), isSuccess: false),
                "4648" => Make(Target(), Origin(), "explicit credentials", isSuccess: true),
                "4768" => Make(Target(), Origin(), "Kerberos ticket", IsZero(Text("Status"))),
                "4771" => Make(Text("TargetUserName"), Origin(), "Kerberos pre-authentication", isSuccess: false),
                "4776" => Make(Text("TargetUserName"), Text("Workstation"), "NTLM", IsZero(Text("Status"))),
                _ => null,
            };
        }

        if (string.Equals(channel, TerminalSessions, StringComparison.OrdinalIgnoreCase) && id is "21" or "25")
        {
            return Make(Text("User"), Text("Address"), id is "21" ? "remote desktop session" : "remote desktop reconnection", isSuccess: true);
        }

        return string.Equals(channel, TerminalConnections, StringComparison.OrdinalIgnoreCase) && id is "1149"
            ? Make(Join(Text("Param2"), Text("Param1")), Text("Param3"), "remote desktop connection", isSuccess: true)
            : null;

        string Text(string field) => FieldLookup.FirstText(record, pipeline, field) is { } text && text != "-" ? text : "";

        string Target() => Join(Text("TargetDomainName"), Text("TargetUserName"));

        string Origin() => Text("IpAddress") is { Length: > 0 } address && address is not ("::1" or "127.0.0.1") ? address : Text("WorkstationName");
    }

    static LogonEvent? Make(string account, string origin, string type, bool isSuccess)
        => account.Length == 0 ? null : new LogonEvent(account, origin, type, isSuccess);

    static string Join(string domain, string name) => domain.Length == 0 || name.Length == 0 ? name : $@"{domain}\{name}";

    static bool IsZero(string status)
        => status.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(status.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code) && code == 0
            : status is "0";

    static string TypeName(string type) => type switch
    {
        "0" => "0 system",
        "2" => "2 interactive",
        "3" => "3 network",
        "4" => "4 batch",
        "5" => "5 service",
        "7" => "7 unlock",
        "8" => "8 network, clear text",
        "9" => "9 new credentials",
        "10" => "10 remote interactive",
        "11" => "11 cached interactive",
        "12" => "12 cached remote interactive",
        "13" => "13 cached unlock",
        _ => type,
    };
}
