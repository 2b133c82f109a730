namespace Merlon.Logs.Text;

/// <summary>
/// Reads access logs of web servers in the common and combined formats, also with the virtual host in front and with further
/// fields behind, under the names that Sigma's web server rules use. <c>cs-uri-query</c> is all that was asked for, path
/// included, since rules look for paths in it; <c>cs-uri-stem</c> is the path.
/// </summary>
sealed class AccessLogReader(Stream stream, string document, LogReadOptions options)
    : TextLogReader(stream, document, LogFormat.AccessLog, options)
{
    byte[] plain = [];

    public override bool Read(LogEvent record)
    {
        while (NextText(out var line))
        {
            var at = line.IndexOf(" ["u8);
            if (at > 0 && TextTimes.TryReadAccess(line[(at + 2)..], out var time, out var length) && line[(at + 2 + length)..] is [(byte)']', (byte)' ', .. var rest])
            {
                Begin(record);
                AddWho(line[..at], record);
                record.Add("timestamp"u8, line.Slice(at + 2, length));
                TextTimes.Add(record, time);
                AddRest(rest, record);
                return true;
            }

            Fail("LOG034", "no line of an access log in the common or combined format; it was left out", line);
        }

        record.Clear();
        return false;
    }

    // [host:port ]address identity user
    static void AddWho(ReadOnlySpan<byte> text, LogEvent record)
    {
        var identity = text.IndexOf(" - "u8); // nearly always; names of users may hold spaces
        var user = identity < 0 ? text.LastIndexOf((byte)' ') : identity + 2;
        identity = identity >= 0 || user < 0 ? identity : text[..user].LastIndexOf((byte)' ');
        if (identity < 0)
        {
            Add(record, "c-ip"u8, text);
            return;
        }

        var front = text[..identity];
        if (front.IndexOf((byte)' ') is > 0 and var host)
        {
            Add(record, "cs-host"u8, front[..host]);
            front = front[(host + 1)..];
        }

        Add(record, "c-ip"u8, front);
        Add(record, "cs-username"u8, text[(user + 1)..]);
    }

    void AddRest(ReadOnlySpan<byte> rest, LogEvent record)
    {
        AddRequest(TakeQuoted(ref rest), record);
        Add(record, "sc-status"u8, TakeWord(ref rest));
        Add(record, "sc-bytes"u8, TakeWord(ref rest));
        if (rest is [(byte)'"', ..])
        {
            Add(record, "cs-referer"u8, TakeQuoted(ref rest));
            Add(record, "cs-user-agent"u8, TakeQuoted(ref rest));
        }

        for (var extra = 1; !rest.IsEmpty && extra <= 32; extra++)
        {
            var value = rest is [(byte)'"', ..] ? TakeQuoted(ref rest) : TakeWord(ref rest);
            Add(record, System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant($"extra{extra}")), value);
        }
    }

    // GET /path?query HTTP/1.1; anything else, such as the bytes of a TLS handshake, is the request as a whole
    static void AddRequest(ReadOnlySpan<byte> request, LogEvent record)
    {
        Add(record, "request"u8, request);
        var space = request.IndexOf((byte)' ');
        if (space <= 0 || request[..space].ContainsAnyExceptInRange((byte)'A', (byte)'Z'))
        {
            return;
        }

        Add(record, "cs-method"u8, request[..space]);
        var target = request[(space + 1)..];
        if (target.LastIndexOf(" HTTP/"u8) is >= 0 and var version)
        {
            Add(record, "cs-version"u8, target[(version + 1)..]);
            target = target[..version];
        }

        var query = target.IndexOf((byte)'?');
        Add(record, "cs-uri"u8, target);
        Add(record, "cs-uri-stem"u8, query < 0 ? target : target[..query]);
        Add(record, "cs-uri-query"u8, target);
    }

    static void Add(LogEvent record, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty && !value.SequenceEqual("-"u8))
        {
            record.Add(name, value);
        }
    }

    static ReadOnlySpan<byte> TakeWord(ref ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart((byte)' ');
        var end = rest.IndexOf((byte)' ');
        var word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..].TrimStart((byte)' ');
        return word;
    }

    // Servers write a quote within the text as \" and other bytes as \xhh
    ReadOnlySpan<byte> TakeQuoted(ref ReadOnlySpan<byte> rest)
    {
        if (rest is not [(byte)'"', ..])
        {
            return TakeWord(ref rest);
        }

        var end = 1;
        var hasEscapes = false;
        while (end < rest.Length && rest[end] != '"')
        {
            var isEscape = rest[end] == '\\' && end + 1 < rest.Length;
            hasEscapes |= isEscape;
            end += isEscape ? 2 : 1;
        }

        end = Math.Min(end, rest.Length);
        var text = rest[1..end];
        rest = rest[Math.Min(end + 1, rest.Length)..].TrimStart((byte)' ');
        return hasEscapes ? Unquoted(text) : text;
    }

    ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> text)
    {
        plain = new byte[text.Length];
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var isQuote = text[at] == '\\' && at + 1 < text.Length && text[at + 1] is (byte)'"' or (byte)'\\';
            at += isQuote ? 1 : 0;
            plain[length++] = text[at];
        }

        return plain.AsSpan(0, length);
    }
}
