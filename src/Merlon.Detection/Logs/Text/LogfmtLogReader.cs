namespace Merlon.Logs.Text;

/// <summary>Reads lines of <c>key=value</c>, also those of FortiGate (<c>date=… time=…</c>).</summary>
sealed class LogfmtLogReader(Stream stream, string document, LogReadOptions options)
    : TextLogReader(stream, document, LogFormat.Logfmt, options)
{
    public override bool Read(LogEvent record)
    {
        while (NextText(out var line))
        {
            var pairs = new KeyValues(line);
            if (!pairs.Next())
            {
                Fail("LOG044", "no key=value in the line; it was left out", line);
                continue;
            }

            Begin(record);
            do
            {
                record.Add(pairs.Key, pairs.PlainValue());
            }
            while (record.Count < Options.Limits.FieldsMax && pairs.Next());

            AddTime(record);
            return true;
        }

        record.Clear();
        return false;
    }

    // date=2024-05-10 time=11:37:47 tz="+0200"
    static void AddTime(LogEvent record)
    {
        var (date, clock) = (record.IndexOf("date"u8), record.IndexOf("time"u8));
        if (date < 0 || clock < 0 || record.ValueOf(date).Length != 10 || record.ValueOf(clock).Length is < 8 or > 15)
        {
            return;
        }

        var zone = record.IndexOf("tz"u8);
        byte[] iso = [.. record.ValueOf(date), (byte)'T', .. record.ValueOf(clock), .. zone < 0 ? default : record.ValueOf(zone)];
        if (TextTimes.TryReadIso(iso, out var time))
        {
            Span<byte> written = stackalloc byte[TextTimes.IsoBytesMax];
            record.Add("timestamp"u8, written[..time.Write(written)]);
        }
    }
}
