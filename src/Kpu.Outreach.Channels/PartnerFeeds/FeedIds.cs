using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>Ids that stay the same for ever, whatever the address of the feed.</summary>
internal static class FeedIds
{
    internal static string Of(PublicationKey key) => Urn(key.ToHash());

    /// <summary>The id of a feed, and of the feed of a topic by its folder.</summary>
    internal static string OfFeed(OfficeCode office, string account, string folder = "")
    {
        using var hasher = new ContentHasher();
        hasher.Add("feed").Add(office.Value).Add(account);
        if (folder.Length > 0) hasher.Add(folder);
        return Urn(hasher.Finish());
    }

    /// <summary>A UUID of version 8 (RFC 9562): the bits are ours, taken from the hash.</summary>
    internal static string Uuid(ContentHash hash)
    {
        var hex = hash.Hex;
        return $"{hex[..8]}-{hex[8..12]}-8{hex[13..16]}-a{hex[17..20]}-{hex[20..32]}";
    }

    private static string Urn(ContentHash hash) => "urn:uuid:" + Uuid(hash);
}
