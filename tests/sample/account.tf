# Invoices and other papers, read by the bookkeeping.
resource "azurerm_storage_account" "docs" {
  name                     = "docs"
  resource_group_name      = azurerm_resource_group.shop.name
  location                 = azurerm_resource_group.shop.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}
