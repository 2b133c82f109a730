using System.Net;
using System.Net.Sockets;

namespace Merlon.Workspaces.Exchange;

/// <summary>Which addresses a published source may have: none of this machine, its network or its cloud.</summary>
static class FetchAddress
{
    /// <summary>Blocks that are not on the public internet (RFC 6890 and the registries of IANA), as address and prefix length.</summary>
    static IReadOnlyList<IPNetwork> LocalBlocks { get; } =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/32", // Teredo: an IPv4 address in disguise
        ]).Select(IPNetwork.Parse),
    ];

    /// <summary>What IPv6 has given out for the public internet so far (RFC 4291 2.4, registry of IANA): everything else is local, reserved or a wrapping.</summary>
    static IPNetwork GlobalUnicast { get; } = IPNetwork.Parse("2000::/3");

    /// <summary>True for addresses of the public internet; addresses that wrap an IPv4 address are what they wrap.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = Unwrapped(address);
        return (plain.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(plain)) && !LocalBlocks.Any(block => block.BaseAddress.AddressFamily == plain.AddressFamily && block.Contains(plain));
    }

    /// <summary>The IPv4 address inside an IPv6 one: mapped, compatible, NAT64 (64:ff9b::/96), 6to4 (2002::/16), ISATAP is local anyway.</summary>
    static IPAddress Unwrapped(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        var isCompatible = !bytes.AsSpan(0, 12).ContainsAnyExcept((byte)0) && bytes.AsSpan(12, 3).ContainsAnyExcept((byte)0);
        var isNat64 = bytes.AsSpan(0, 4).SequenceEqual((ReadOnlySpan<byte>)[0x00, 0x64, 0xff, 0x9b]) && !bytes.AsSpan(4, 8).ContainsAnyExcept((byte)0);
        return isCompatible || isNat64 ? new IPAddress(bytes.AsSpan(12, 4))
            : bytes is [0x20, 0x02, ..] ? new IPAddress(bytes.AsSpan(2, 4))
            : address;
    }
}
