using System.Text;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

/// <summary>The .xz format, over samples that the xz tool made.</summary>
public sealed class LogFileXzTests
{
    const string Plain = "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4BT0AbldADYaSh8IoCYDTQad7+2Kpwb9NIs0PNLJQI1oQ917r0Lx0Fq4dYad3UdO2RvVjlOsfvvGTDAQLoM6x/JZsQiy8p7h0p1SrZLDcKYF5fl5mL2nhyyECjWOyIMXiIEIROAZIGRgJCmt9vzeqrXK6cDWfGEJkJSbhGpjR+6rFnQZ8A/RGFUplFIJ6DsdeCCCpFoIDJg0QY3JWQ122XZouTSOlVn2FqVZdYs2RnxREiRhpR9+seGBytRO8b+j5kvbwd9fL8YZzkaT7Kytr7wrgwrB1RZnbo4eI7EKevqJ1Ua2hsXAUjAeWKt8AWRg9g/T1Tx2xNEhhEtSJj+UfdAzV+SObgOAtJydezDg0p5oC/Y4uWW6ncO8v06mm1iMos58729mroAqiSGqwwGFZbqzaJZ6IBD49bm56h31tigGBYzZPNMi+8TdYIWHaelF5idkJY4t2YO2nG2zu6qxfz59ezODgO6We1ppyL3AIyVI5Q7ZLPNQ7IKqlkSeRiePNIhmdNBYbwbWM7laIuqZnnCoCD2wd+3m1/tX9qfmFIBs3S5G+9hqBg8zk9k9X1RuGhlpLGUMlSPvyRgqxdnKAAAAAAAdhHbm617z0AAB1QP1KQAAa7giQLHEZ/sCAAAAAARZWg==";
    const string Noise = "/Td6WFoAAAFpIt42AgAhARYAAAB0L+WjAQGP3ARlqh+tHVra5awbHl8TcHls/RD/Ga9gHQSstB0CK0Z4czry31+utwhZ0e45EMtIlbXMiSkR/wa2Yi7fPPk1/UuUKMoJfESzAl6WX7PqbazULYFuaa/g5odMnATn0jZdLGDJ6vR59oag65Mm5GIS1Q3Ls3cVamo6aLqO23QIRp7zzrMK+NDdaLv4X/ok8tL8GIf7XIe6tDgypZsbPRB893jWf+Jt+BGRKX6TlcsSxVfOWvHUFhjXGbwEW36ZZfGilHHEKqxqqTjEdcetMjgCHwU7LJka/OsV3s9ouuB8vNYelxuaC52+l2PTkvyv36KMlyNFYuvdB2Vw/1iJas/3yu4/HOnkCmjl3pONOJx9vddbCdTn4jNEP0qMxKGQ1ri43GFf0Y4ovlkOqlAbUIpqNinmcN9Vd7rcRG1Du6kIF9bA9nsIYXDZLckSclskfsLi2rGyBJ4ggHQ3mm+QDN0uXnL1CUi2WNGX6cOMsW7T3RJEYjIMFKevP/oM3tYTzhOGy1egR+RbvtFFtDbViP7SAAAFHNDUAAGkA5ADAAAIon65PjANiwIAAAAAAVla";
    const string Blocks = "/Td6WFoAAArh+wyhA8D1AqAfIQEWAAAAf6tIyuAPnwFtXQA2GkofCKAmA00Gne/tiqcG/TSLNDzSyUCNaEPde69C8dBauHWGnd1HTtkb1Y5TrH77xkwwEC6DOsfyWbEIsvKe4dKdUq2Sw3CmBeX5eZi9p4cshAo1jsiDF4iBCETgGSBkYCQprfb83qq1yunA1nxhCZCUm4RqY0fuqxZ0GfAP0RhVKZRSCeg7HXgggqRaCAyYNEGNyVkNdtl2aLk0jpVZ9halWXWLNkZ8URIkYaUffrHhgcrUTvG/o+ZL28HfXy/GGc5Gk+ysra+8K4MKwdUWZ26OHiOxCnr6idVGtobFwFIwHlirfAFkYPYP09U8dsTRIYRLUiY/lH3QM1fkjm4DgLScnXsw4NKeaAv2OLllup3DvL9OpptYjKLOfO9vZq6AKokhqsMBhWW6s2iWeiAQ+PW5ueod9bYoBgWM2TzTIvvE3WCFh2npReYnZCWOLdmDtpxts7uqsX8+fXszg4Dulntaaci9wCMW4ffyYAAAAAC9lKhm3/vY9eCmhUGcYZk8hNpD2VxlyigRM5Mvylv58APAhQagHyEBFgAAAOt/7WHgD58C/V0AN5m9RpV6uOPxfZkV7l8HxvdmT9Wuyegh05bLsyvJp+t5bbAlXUH/sxgKPZEarzj0e+hTUui1C/aJ2bOHOBcQK7bCuEnjqxlJgyHnB+adfdcUA7BCg3D7xvub0lKkCUdifFhMZCRcG+m3/k3o8KaoNdM+8OHSoGlgw+Sb70q7wRLL/CZkwGsdZgy6vbaAV1H6mFJT7te7W7mRLb6tTF+kP+LwLRcVTcqb4xxBZLw7x1B6TM0hsJA0VsPbErKF8F9SK3nnBpuGWvSO4s9NIslXZvGkX9f9lSjARVqvKsXhCxqnXKCEm7UNs0NFUIPJcJGAbagpQjAWInvY4Ht6AS0EhtTt9IDnS6+wRIZgFylfxsfgh+5cc8NSSjzkgB2c76V/I5X9nsQrgxf+084gV8ox1NOaozOef2D0TqV9NGNpGUBeUBLEVSwd9TvlvzVfFcXPN4jBRkdX+TAv351UF+r8X3VOA5jkYgz/4jsfm7BbbM4N1BVvZnsQasVdH8XZfy+VvtOcs2cU0NwF1i0Ga1O1+S4Zk9YOjTZMgndiIN/NpwQWQdC3vZtGXSXCi5j1gUDMbJs/KKR3D1eYl8E3LNRPSdwDq813IlKxLs9Mgsv06bv3jce/ia1EgNCqGZZ+vpgvFT0TAx/1RqODNDp2+iYQgcnBgJiEs6/gN8w0HfJadCE5Jzj//RqOT5VPwZULtNbGgWG958Cz5N4WlNisO6F+b6sVp9xnQntwiYBy65Eb/hO6rA9n9B0bLnzdtSsBEg9NcoWN6ONMUS6l5NjUwnnRTD27qeynMTzpl+WeKTqPMy3QZ4PgJZk4g+474OxJEvzwhyyCw5rqiPpMXmUoj6JaNBdQ+gKbDy0ypr+kC0qH5v+jTtHwbv368cioGyP2YvopHtWMC9ZNZQO93qpIEAEoB7jYoYdhfRCPYGRuCyUOHMBmhpZGdmD8imaFSWO4iDUpEWW8UUty5942HYp6wpaDr5sQbBulJLr2s+cBBIyyRFmNfsbbQ4HO7S6yKZwAAAAAAE/B4EgQ+kEJqgcjjxHUnq3aUXyjSHh5tlkwWCRzZbIzA8DKAroYIQEWAAAAp2Fse+AMOQFCXQAyiAMDnDkoZKH5AClqfRDxguI+Ol4tdXp75FUUNPAG2O73PqVOLDfDntLjZWFMIABojvz37amvy+02IFYTRPEpjBrmOtNqDLw041BTzdo6iNexKdHisS5u3RmNbMKS0iNKmjSjEGc2VThrPrlRtEAkqGkJ+2Qlu7tW2ThSCwNrEsHHwBzST9La9vQWZk37WpQdeut0yORj+XPNLDncIJQy5Xb1C+V8LsV/s0Mw0tevSiBmWWT6P0LinvaxlfBVP2Y3kK14poVIlNy20lb8rM+4okKhUJscsX0ywq9xYMVy2gQg3RMpd+uum5lQZi+e46qQPqRPxglr8y7oqPsT3IumNszsY4+h876RhhGYKQBfU6XGMrOep3dbDlz7NeQ+DcjrhpbRGNgGKF8tAN3ql42IsO/QJO6ciROivXHAyptEk1sAAAAAgeCZi6xCggCbatPEe1Zwg6CqFIMZxEsq+cGzB/beE/gAA6UDoB+1BqAf+gK6GAAA1TdtQasKhsoEAAAAAApZWg==";
    const string Positions = "/Td6WFoAAAD/EtlBAgAhAQAAAAA3J5fW4BT0AetJADYaSjS3teJmRpWenSEySkVeVYdSiH9EAlUGE2KFownA5XYbN32CEW+1LJSgt8cZMF4u7xG7otTMoKUHhOa9LUO5UwtspvrNOt+nks5zvN7vPJdYlWVeyoCzX+QYpgbXTV8x1y3GkySr0yxcSV4Vu4x7ZGHJYfKatfNWTDDmar5VGTe0AUxV/7EFOgeXfBr0sXPAbiqjZbeR8V2iQZMbMg0rYmRUhkXYr6o9FI0KGB/MqihyxFjqAKTPBlzJNcJ6gnIwvI7bvn+aebtnaojudbf0ElpChZM3tn6BQ7CS9Dr0SGh0kxFx/DgepdoB7kcKXPfBZhSTiZ/IkPz07n2GElATEFWNST0LS+2xqVFDDVdnFgQfRhS+k/lXUVxvRU7FMT0JBeBcIMUTWcP+cFT6vRjJYolExgNNku5wq18GS8bfRfuI+FY1fyD2UTE4r5Oy3dnkmhlu9uwuvZqz476vT/o5DOdgoDhkzMWllsSEVXh1+fHfyteDCbG+KEtWfXM+y7CCi6F3VjMBfpd+lKilHmnqmCrEP9+c/UDnAoG2a33WKy/8CVX9BNeAqtA7kKFe6QQWU6OlZz/nlvMmxeEZhjcz5WQW5du9zpC2A2NlPnRhGGRGv+V5OQ4MMlE0KHo6pLs55TrcWhudPIQAAAAAAf8D9SkAADueFeaoAAr8AgAAAAAAWVo=";
    const string Streams = "/Td6WFoAAATm1rRGAAAAABzfRCEftvN9AQAAAAAEWVoAAAAA/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQABYgoAAAAEVE5dJRd+KQABGgLcLqV+H7bzfQEAAAAABFla";

    static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 300).Select(static i => $"line {i * 7919 % 1000} of a log\n")));

    // Bytes that do not compress, so that the encoder stores them.
    static byte[] NoiseBytes()
    {
        var bytes = new byte[400];
        var state = 12345u;
        for (var i = 0; i < bytes.Length; i++)
        {
            state = unchecked(state * 1103515245 + 12345);
            bytes[i] = (byte)((state >> 16) & 255);
        }

        return bytes;
    }

    static byte[] Unpack(byte[] packed, int step = 4096)
    {
        using var stream = new LogFileXz(new MemoryStream(packed));
        var all = new MemoryStream();
        var buffer = new byte[step];
        while (stream.Read(buffer) is > 0 and var count)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65_536)]
    public void Text_noise_blocks_and_streams_are_unpacked_whatever_is_asked_for_at_a_time(int step)
    {
        Unpack(Convert.FromBase64String(Plain), step).ShouldBe(Text);
        Unpack(Convert.FromBase64String(Noise), step).ShouldBe(NoiseBytes());
        Unpack(Convert.FromBase64String(Blocks), step).ShouldBe([.. Text, .. NoiseBytes(), .. Text]);
        Unpack(Convert.FromBase64String(Positions), step).ShouldBe(Text);
        Unpack(Convert.FromBase64String(Streams), step).ShouldBe("b\n"u8.ToArray());
    }

    [Fact]
    public void A_cut_file_is_said_to_be_cut_wherever_the_cut_is()
    {
        var packed = Convert.FromBase64String(Plain);
        for (var length = 0; length < packed.Length; length++)
        {
            Should.Throw<InvalidDataException>(() => Unpack(packed[..length]), $"{length} bytes");
        }
    }

    [Fact]
    public void A_flipped_bit_is_found_and_nothing_else_is_thrown_for_it()
    {
        foreach (var sample in (string[])[Plain, Noise, Streams])
        {
            var packed = Convert.FromBase64String(sample);
            var unpacked = Unpack(packed);
            for (var at = 0; at < packed.Length; at++)
            {
                var changed = (byte[])packed.Clone();
                changed[at] ^= (byte)(1 << (at % 8));
                try
                {
                    Unpack(changed).ShouldBe(unpacked); // the index and the footer are not needed for reading
                }
                catch (InvalidDataException)
                {
                    continue;
                }
            }
        }
    }

    [Fact]
    public void A_dictionary_past_the_limit_is_refused()
    {
        var packed = Convert.FromBase64String(Positions);
        for (var (size, isAllowed) = ((byte)30, true); size <= 40; size++)
        {
            isAllowed = size <= 30; // 2^27 is 128 MiB
            var changed = (byte[])packed.Clone();
            var header = changed.AsSpan(12, (changed[12] + 1) * 4);
            header[header.IndexOf((byte)0x21) + 2] = size;
            BitConverter.TryWriteBytes(header[^4..], XzChecksum.Crc32(header[..^4]));
            if (isAllowed)
            {
                Unpack(changed).ShouldBe(Text);
            }
            else
            {
                Should.Throw<InvalidDataException>(() => Unpack(changed)).Message.ShouldContain("dictionary");
            }
        }
    }

    [Fact]
    public void A_file_is_known_and_read_by_path()
    {
        using var sandbox = new Sandbox();
        var path = sandbox.PathOf("a.log.xz");
        File.WriteAllBytes(path, Convert.FromBase64String(Plain));
        var input = LogFiles.Find([path], LogFileOptions.Default).Inputs.ShouldHaveSingleItem();
        LogFilesTests.ReadAll(input).ShouldBe(Encoding.UTF8.GetString(Text));
        input.Trouble.ShouldNotBeNull().Count.ShouldBe(0);
        File.WriteAllBytes(path, Convert.FromBase64String(Plain)[..200]);
        LogFilesTests.ReadAll(input);
        input.Trouble.ToList().ShouldHaveSingleItem().Code.ShouldBe("LOG312");
    }
}
