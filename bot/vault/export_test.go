package vault

// CachedKeys is how many keys the cache holds, for its test.
const CachedKeys = cachedKeys
