using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Merlon.Sigma;

/// <summary>Addresses and networks as text: those that people write, not the short and octal forms that sockets take.</summary>
static class SigmaNetwork
{
    static readonly SearchValues<char> V6Chars = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>Reads <c>10.0.0.0/8</c>, <c>fe80::/10</c> or a single address; bits behind the prefix are ignored.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryParseAddress(slash < 0 ? text : text.AsSpan(0, slash), out var address))
        {
            return false;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits))
        {
            return false;
        }

        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(prefix - i * 8, 0, 8);
            bytes[i] = unchecked((byte)(bytes[i] & (0xFF00 >> kept)));
        }

        network = new IPNetwork(new IPAddress(bytes), prefix);
        return true;
    }

    /// <summary>
    /// Reads an IPv4 address as four decimal numbers without leading zeros, or an IPv6 address, whose zone (<c>%eth0</c>) is ignored.
    /// An IPv6 address that holds one of IPv4 is of IPv6 and lies in networks of IPv6 only.
    /// </summary>
    public static bool TryParseAddress(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        if (!text.Contains(':'))
        {
            return TryParseV4(text, out address);
        }

        var zone = text.IndexOf('%');
        text = zone < 0 ? text : text[..zone];
        if (text.ContainsAnyExcept(V6Chars) || !IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        // The framework lets some leading zeros pass in an IPv4 address at the end.
        if (text.Contains('.') && !TryParseV4(text[(text.LastIndexOf(':') + 1)..], out _))
        {
            return false;
        }

        address = parsed;
        return true;
    }

    /// <summary>
    /// True where the address lies in the network; both of IPv4 or both of IPv6. The framework's own question takes an IPv6
    /// address that holds one of IPv4 for that one.
    /// </summary>
    public static bool Contains(IPNetwork network, IPAddress address)
    {
        if (network.BaseAddress.AddressFamily != address.AddressFamily)
        {
            return false;
        }

        Span<byte> wanted = stackalloc byte[16];
        Span<byte> given = stackalloc byte[16];
        network.BaseAddress.TryWriteBytes(wanted, out _);
        address.TryWriteBytes(given, out var length);
        for (var i = 0; i < length; i++)
        {
            var kept = Math.Clamp(network.PrefixLength - i * 8, 0, 8);
            if (((wanted[i] ^ given[i]) & 0xFF00 >> kept & 0xFF) != 0)
            {
                return false;
            }
        }

        return true;
    }

    static bool TryParseV4(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (count == 4 || part.Length is 0 or > 3 || part.Length > 1 && part[0] == '0' || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out bytes[count]))
            {
                return false;
            }

            count++;
        }

        if (count != 4)
        {
            return false;
        }

        address = new IPAddress(bytes);
        return true;
    }
}
