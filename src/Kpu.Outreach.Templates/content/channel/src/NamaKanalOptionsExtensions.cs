using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Nama_Proyek;

// In the namespace of the options they extend, so that whoever has the options finds them.
namespace Kpu.Outreach;

/// <summary>Adds accounts on the channel <c>kunci-kanal</c>.</summary>
public static class NamaKanalOptionsExtensions
{
    /// <summary>Adds an account, and the channel with it. <see cref="OutreachOptions.Services"/> must have an <c>IHttpClientFactory</c>; with <c>AddOutreach</c> the container has one after <c>AddHttpClient()</c>.</summary>
    /// <param name="options">The options.</param>
    /// <param name="key">The account's key.</param>
    /// <param name="baseUrl">The address of the platform's interface.</param>
    /// <param name="board">The board on which notices stand.</param>
    /// <param name="credential">Where the credential is kept, such as <c>env:PAPAN_TOKEN</c>; never the credential itself.</param>
    /// <param name="office">The office; null for KPU RI.</param>
    /// <returns>The options.</returns>
    public static OutreachOptions AddNamaKanal(this OutreachOptions options, string key, string baseUrl, string board, string? credential = null, OfficeCode? office = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AddChannel<NamaKanalChannel>().AddAccount(new Account
        {
            Key = key,
            Channel = NamaKanalChannel.Key,
            Office = office ?? OfficeCode.National,
            Credential = credential,
            Settings = new Dictionary<string, string> { [NamaKanalSettings.BaseUrl] = baseUrl, [NamaKanalSettings.BoardName] = board },
        });
    }
}
