resource "azurerm_resource_group" "shop" {
  name     = "shop"
  location = "westeurope"
}

resource "azurerm_log_analytics_workspace" "main" {
  name                = "shop"
  resource_group_name = azurerm_resource_group.shop.name
  location            = azurerm_resource_group.shop.location
  retention_in_days   = 90
}

# One file an order,
# and its name is the order's number.
resource "azurerm_storage_container" "invoices" {
  name               = "invoices"
  storage_account_id = azurerm_storage_account.docs.id

  # Written down, although it is the default: an invoice names a customer.
  # Whoever needs one gets a link that expires.
  container_access_type = "private"
}
