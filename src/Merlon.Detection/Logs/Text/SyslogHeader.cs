namespace Merlon.Logs.Text;

/// <summary>The header of a syslog line, of RFC 5424 or of RFC 3164 as programs really write it; borrowed from the line.</summary>
ref struct SyslogHeader
{
    const int PriorityMax = 191;
    const int NameBytesMax = 255;

    /// <summary>True where the line has a header: a priority or a time.</summary>
    public bool IsHeader { get; private set; }

    /// <summary>True for RFC 5424.</summary>
    public bool IsVersion1 { get; private set; }

    /// <summary>Facility × 8 + severity, or -1.</summary>
    public int Priority { get; private set; }

    /// <summary>The time as written; empty where there is none.</summary>
    public ReadOnlySpan<byte> Timestamp { get; private set; }

    /// <summary>The time, or null where it cannot be known.</summary>
    public TextTimes.LogTime? Time { get; private set; }

    /// <summary>Name or address of the host; empty where there is none.</summary>
    public ReadOnlySpan<byte> Host { get; private set; }

    /// <summary>Name of the program (APP-NAME, the name in TAG); empty where there is none.</summary>
    public ReadOnlySpan<byte> Program { get; private set; }

    /// <summary>Process (PROCID, the number in TAG); empty where there is none.</summary>
    public ReadOnlySpan<byte> Process { get; private set; }

    /// <summary>MSGID; empty where there is none.</summary>
    public ReadOnlySpan<byte> MessageId { get; private set; }

    /// <summary>STRUCTURED-DATA with its brackets; empty where there is none.</summary>
    public ReadOnlySpan<byte> StructuredData { get; private set; }

    /// <summary>What comes behind; the whole line where there is no header.</summary>
    public ReadOnlySpan<byte> Message { get; private set; }

    /// <summary>Reads the header of a line.</summary>
    public static SyslogHeader Read(ReadOnlySpan<byte> line) => Read(line, LogReadOptions.Default);

    /// <summary>Reads the header of a line; <paramref name="options"/> know the year.</summary>
    public static SyslogHeader Read(ReadOnlySpan<byte> line, LogReadOptions options)
    {
        var header = new SyslogHeader { Priority = -1, Message = line };
        var rest = header.TakePriority(line);
        if (header.Priority >= 0 && rest.StartsWith("1 "u8) && header.TryReadVersion1(rest[2..]))
        {
            return header;
        }

        header.ReadOld(rest, options);
        return header;
    }

    ReadOnlySpan<byte> TakePriority(ReadOnlySpan<byte> line)
    {
        var close = line.IndexOf((byte)'>');
        if (line.IsEmpty || line[0] != '<' || close is < 2 or > 4)
        {
            return line;
        }

        var priority = 0;
        foreach (var digit in line[1..close])
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return line;
            }

            priority = priority * 10 + digit - '0';
        }

        if (priority > PriorityMax)
        {
            return line;
        }

        Priority = priority;
        IsHeader = true;
        Message = line[(close + 1)..];
        return Message;
    }

    // RFC 5424, 6: TIMESTAMP SP HOSTNAME SP APP-NAME SP PROCID SP MSGID SP STRUCTURED-DATA [SP MSG]
    bool TryReadVersion1(ReadOnlySpan<byte> rest)
    {
        if (!TryWord(ref rest, out var time) || !TryWord(ref rest, out var host) || !TryWord(ref rest, out var program)
            || !TryWord(ref rest, out var process) || !TryWord(ref rest, out var id))
        {
            return false;
        }

        Timestamp = OrNil(time);
        Time = TextTimes.TryReadIso(time, out var iso) ? iso : null;
        if (Time is null && !Timestamp.IsEmpty)
        {
            return false;
        }

        Host = OrNil(host);
        Program = OrNil(program);
        Process = OrNil(process);
        MessageId = OrNil(id);
        IsVersion1 = true;
        var data = StructuredBytes(rest);
        StructuredData = rest[..data] is [(byte)'[', ..] elements ? elements : default;
        rest = rest[data..];
        rest = rest is [(byte)' ', ..] ? rest[1..] : rest;
        Message = rest.StartsWith("\uFEFF"u8) ? rest[3..] : rest;
        return true;
    }

    // RFC 3164: TIMESTAMP SP HOSTNAME SP TAG MSG, each of which may be missing
    void ReadOld(ReadOnlySpan<byte> rest, LogReadOptions options)
    {
        rest = rest.TrimStart(" *."u8); // Cisco marks a clock that is not set
        if (!TextTimes.TryReadSyslog(rest, options, out var time, out var length) || length < rest.Length && rest[length] is not ((byte)' ' or (byte)':'))
        {
            return;
        }

        IsHeader = true;
        Timestamp = rest[..length];
        Time = time;
        rest = rest[length..].TrimStart(": "u8);
        Message = rest;
        if (!IsTag(FirstWord(rest)))
        {
            var host = FirstWord(rest);
            if (host.Length == rest.Length || !IsHost(host))
            {
                return;
            }

            Host = host;
            rest = rest[(host.Length + 1)..].TrimStart((byte)' ');
            Message = rest;
        }

        TakeTag(rest);
    }

    void TakeTag(ReadOnlySpan<byte> rest)
    {
        var word = FirstWord(rest);
        if (!IsTag(word))
        {
            return;
        }

        var name = word.TrimEnd((byte)':');
        var bracket = name.IndexOf((byte)'[');
        Program = bracket > 0 ? name[..bracket] : name;
        Process = bracket > 0 ? name[(bracket + 1)..].TrimEnd((byte)']') : default;
        Message = rest[word.Length..].TrimStart((byte)' ');
    }

    // sshd[123]: or sudo: but not CEF:0|…, a URL or a time
    static bool IsTag(ReadOnlySpan<byte> word)
        => word.Length is > 1 and <= NameBytesMax && word[0] != '[' && (word[^1] == ':' && !word[..^1].Contains((byte)':') || word[^1] == ']' && word.Contains((byte)'['));

    static bool IsHost(ReadOnlySpan<byte> word)
    {
        foreach (var b in word)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'.' or (byte)'-' or (byte)':' or (byte)'_' or (byte)'/' or (byte)'%'))
            {
                return false;
            }
        }

        return !word.IsEmpty && word.Length <= NameBytesMax && !word.StartsWith("CEF:"u8) && !word.StartsWith("LEEF:"u8);
    }

    // Length of STRUCTURED-DATA at the front: "-", or elements in brackets, whose values may hold \" \\ \]
    static int StructuredBytes(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '[')
        {
            return !text.IsEmpty && text[0] == '-' ? 1 : 0;
        }

        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case (byte)'\\' when isQuoted:
                    at++;
                    break;
                case (byte)'"':
                    isQuoted = !isQuoted;
                    break;
                case (byte)']' when !isQuoted && (at + 1 == text.Length || text[at + 1] != '['):
                    return at + 1;
            }
        }

        return 0;
    }

    static ReadOnlySpan<byte> OrNil(ReadOnlySpan<byte> word) => word.SequenceEqual("-"u8) ? default : word;

    static ReadOnlySpan<byte> FirstWord(ReadOnlySpan<byte> text) => text.IndexOf((byte)' ') is >= 0 and var end ? text[..end] : text;

    static bool TryWord(scoped ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> word)
    {
        word = FirstWord(text);
        text = text[Math.Min(word.Length + 1, text.Length)..];
        return !word.IsEmpty;
    }
}
